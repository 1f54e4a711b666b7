// The GS1 application identifiers by the form of their values: the same list as inventory/gs1_identifiers.py (a test
// compares both). `a-b` is every identifier from a to b.

const LISTED = [
  [String.raw`(\d{18})`, '00 8017-8018'],
  [String.raw`(\d{14})`, '01-03'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,20})`, '10 21-22 243 254 420 4318 7020-7022 710-717 7240 8002 8012'],
  [String.raw`(\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]))`, '11-13 15-17'],
  [String.raw`(\d{2})`, '20 7241'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,28})`, '235'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,30})`, '240-241 250-251 400-401 403 4308 4319 7002 7023 8004 90'],
  [String.raw`(\d{1,6})`, '242'],
  [String.raw`(\d{13})([!%-?A-Z_a-z\x22]{0,17})`, '253'],
  [String.raw`(\d{13})(\d{0,12})`, '255'],
  [String.raw`(\d{0,8})`, '30'],
  [String.raw`(\d{6})`, '3100-3105 3110-3115 3120-3125 3130-3135 3140-3145 3150-3155 3160-3165 3200-3205 3210-3215 3220-3225 3230-3235 3240-3245 3250-3255 3260-3265 3270-3275 3280-3285 3290-3295 3300-3305 3310-3315 3320-3325 3330-3335 3340-3345 3350-3355 3360-3365 3370-3375 3400-3405 3410-3415 3420-3425 3430-3435 3440-3445 3450-3455 3460-3465 3470-3475 3480-3485 3490-3495 3500-3505 3510-3515 3520-3525 3530-3535 3540-3545 3550-3555 3560-3565 3570-3575 3600-3605 3610-3615 3620-3625 3630-3635 3640-3645 3650-3655 3660-3665 3670-3675 3680-3685 3690-3695 3950-3955 4326 7006 8005'],
  [String.raw`(\d{1,8})`, '37'],
  [String.raw`(\d{1,15})`, '3900-3909 3920-3929'],
  [String.raw`(\d{3})(\d{1,15})`, '3910-3919 3930-3939'],
  [String.raw`(\d{4})`, '3940-3943 8111'],
  [String.raw`(\d{17})`, '402'],
  [String.raw`(\d{13})`, '410-417 7001'],
  [String.raw`(\d{3})([!%-?A-Z_a-z\x22]{1,9})`, '421'],
  [String.raw`(\d{3})`, '422 424 426'],
  [String.raw`((?:\d{3}){1,5})`, '423 425'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,3})`, '427 7008'],
  [String.raw`((?:[!%-?A-Z_a-z\x22]|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]){1,35})`, '4300-4301 4310-4311 4320'],
  [String.raw`((?:[!%-?A-Z_a-z\x22]|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]){1,70})`, '4302-4306 4312-4316 7257'],
  [String.raw`([A-Z0-9]{2})`, '4307 4317'],
  [String.raw`(\d{20})`, '4309'],
  [String.raw`([01])`, '4321-4323'],
  [String.raw`(\d{10})`, '4324-4325 7003'],
  [String.raw`(\d{6}[-]?)`, '4330-4333'],
  [String.raw`(\d{0,4})`, '7004'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,12})`, '7005'],
  [String.raw`(\d{6})(\d{6})?`, '7007'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,10})`, '7009'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,2})`, '7010'],
  [String.raw`(\d{6})(\d{4})?`, '7011'],
  [String.raw`(\d{3})([!%-?A-Z_a-z\x22]{1,27})`, '7030-7039'],
  [String.raw`(\d)([!%-?A-Z_a-z\x22])([!%-?A-Z_a-z\x22])([!%-?A-Z_a-z\x22])`, '7040'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,4})`, '7041'],
  [String.raw`([!%-?A-Z_a-z\x22]{3,30})`, '7230-7239'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,25})`, '7242 8013-8014 8020'],
  [String.raw`(\d{4}(?:0\d|1[0-2])(?:[0-2]\d|3[01]))`, '7250'],
  [String.raw`(\d{4}(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])(?:[0-5]\d))`, '7251'],
  [String.raw`(\d{1})`, '7252'],
  [String.raw`((?:[!%-?A-Z_a-z\x22]|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]){1,40})`, '7253-7254 7259'],
  [String.raw`((?:[!%-?A-Z_a-z\x22]|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]){1,10})`, '7255'],
  [String.raw`((?:[!%-?A-Z_a-z\x22]|%[0-9A-Fa-f][0-9A-Fa-f]%[0-9A-Fa-f][0-9A-Fa-f]){1,90})`, '7256'],
  [String.raw`(\d[/]\d)`, '7258'],
  [String.raw`(\d{4})(\d{5})(\d{3})(\d{1})(\d{1})`, '8001'],
  [String.raw`(0)(\d{13})([!%-?A-Z_a-z\x22]{0,16})`, '8003'],
  [String.raw`(\d{14})(\d{4})`, '8006 8026'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,34})`, '8007'],
  [String.raw`(\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3]))((?:[0-5]\d)(?:[0-5]\d)?)?`, '8008'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,50})`, '8009'],
  [String.raw`([A-Z0-9/#-]{5,30})`, '8010'],
  [String.raw`(\d{1,12})`, '8011'],
  [String.raw`(\d{1,10})`, '8019'],
  [String.raw`([0-9A-Za-z_-]{1,90})`, '8030'],
  [String.raw`(\d{15})`, '8040-8041'],
  [String.raw`(\d{32})`, '8042'],
  [String.raw`(\d{18,20})`, '8043'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,70})`, '8110 8112 8200'],
  [String.raw`([!%-?A-Z_a-z\x22]{1,90})`, '91-99'],
];

function* named(list) {
  for (const each of list.split(' ')) {
    const [first, last = first] = each.split('-');
    for (let ai = Number(first); ai <= Number(last); ai += 1) yield String(ai).padStart(first.length, '0');
  }
}

/** The form of the value, as the text of a regular expression, by identifier. */
export const PATTERNS = Object.fromEntries(LISTED.flatMap(([pattern, list]) => [...named(list)].map((ai) => [ai, pattern])));

const FORMS = new Map();

/** Whether a value has the form that its identifier prescribes. */
export function hasForm(ai, value) {
  if (!FORMS.has(ai)) FORMS.set(ai, new RegExp(`^(?:${PATTERNS[ai]})$`));
  return FORMS.get(ai).test(value);
}

// Whole length by the first two digits. Only after these no separator is needed.
const lengths = (length, ...starts) => starts.map((start) => [start, length]);

export const PREDEFINED = Object.fromEntries([
  ...lengths(20, '00'), ...lengths(16, '01', '02', '03', '41'), ...lengths(4, '20'),
  ...lengths(8, '11', '12', '13', '14', '15', '16', '17', '18', '19'), ...lengths(10, '31', '32', '33', '34', '35', '36'),
]);

/** The identifier that a text begins with; no identifier is the beginning of another. */
export function identifierAt(text) {
  return [2, 3, 4].map((size) => text.slice(0, size)).find((ai) => Object.hasOwn(PATTERNS, ai)) ?? null;
}
