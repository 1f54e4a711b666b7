// Progressive enhancement: every page works without this file. Each function takes the document once;
// events are delegated, so rows that are added later need no further wiring.

const announce = (words) => {
  const place = document.getElementById("announce");
  if (place) place.textContent = words;
};

/** Rows of a document come and go in place instead of through the server. */
function lineRows() {
  document.addEventListener("click", (event) => {
    const add = event.target.closest("button[name=add_line]");
    const remove = event.target.closest("button[name=remove_line]");
    if (add) addLine(add.closest("[data-lines]"), event);
    if (remove) removeLine(remove.closest("[data-line]"), event);
  });
}

function addLine(editor, event) {
  const template = editor?.querySelector("template");
  if (!template) return;
  event.preventDefault();
  const index = Number(editor.dataset.next);
  editor.dataset.next = index + 1;
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__N__", index);
  const row = holder.content.firstElementChild;
  editor.insertBefore(row, template);
  numberLines(editor);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  editor.dispatchEvent(new CustomEvent("line-added", { bubbles: true, detail: { row } }));
}

function removeLine(row, event) {
  const editor = row?.closest("[data-lines]");
  if (!editor) return;
  event.preventDefault();
  const rows = [...editor.querySelectorAll("[data-line]")];
  if (rows.length === 1) {
    for (const input of row.querySelectorAll("input:not([type=hidden]), textarea, select")) clear(input);
    row.querySelector("input, select")?.focus();
    return;
  }
  const near = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
  row.remove();
  numberLines(editor);
  near.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  editor.dispatchEvent(new CustomEvent("line-removed", { bubbles: true }));
}

function clear(input) {
  if (input.matches("[type=checkbox], [type=radio]")) input.checked = input.defaultChecked;
  else if (input.matches("select")) input.selectedIndex = 0;
  else input.value = "";
}

function numberLines(editor) {
  editor.querySelectorAll("[data-line]").forEach((row, at) => {
    for (const place of row.querySelectorAll("[data-line-number]")) place.textContent = at + 1;
  });
}

/** Copy buttons appear only where the clipboard can be used (https or localhost). */
function copyButtons() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(document.body.dataset.copied);
    const use = button.querySelector("use");
    const before = use.getAttribute("href");
    use.setAttribute("href", before.replace(/#.*/, "#check"));
    setTimeout(() => use.setAttribute("href", before), 2000);
  });
}

/** Folded filters lie open where there is room for them. */
function openWide() {
  if (!matchMedia("(min-width: 48em)").matches) return;
  for (const folded of document.querySelectorAll("details[data-open-wide]")) folded.open = true;
}

/** A form is sent once; the server's idempotency key stands behind this. */
function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-guard]") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    if (form.matches("[data-file]")) setTimeout(() => letSendAgain(form.ownerDocument), 3000); // a file came: the page stays
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's back button shows the form as it was left: let it be sent again.
  window.addEventListener("pageshow", () => {
    letSendAgain(document);
  });
}

function letSendAgain(page) {
  for (const form of page.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of page.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

/** Asks before typed, unsent words are lost. */
function warnUnsaved() {
  let typed = null;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-warn]")) typed = form;
  });
  const settled = () => { typed = null; };
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) settled(); });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-leave-ok]")) settled(); });
  window.addEventListener("beforeunload", (event) => { if (typed?.isConnected) event.preventDefault(); });
}

/** Menus made of <details> close on Escape and on a click beside them. */
function dismissMenus() {
  const open = () => document.querySelectorAll("details[data-dismiss][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

function printButtons() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/** Signing out asks first when the phone holds something that is not sent yet. */
function guardSignOut() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]") || !window.indexedDB) return;
    event.preventDefault();
    import(form.dataset.signOut).then(({ signOut }) => signOut(form)).catch(() => HTMLFormElement.prototype.submit.call(form));
  });
}

/** The scan page of this device opens in the language of the pages that its person sees. */
function tellLanguage() {
  navigator.serviceWorker?.controller?.postMessage({ language: document.documentElement.lang, opened: performance.timeOrigin });
}

/** Back to the page before, where there is one: the browser brings back what was typed. */
function backButtons() {
  if (history.length < 2) return;
  for (const button of document.querySelectorAll("[data-back]")) {
    button.hidden = false;
    button.addEventListener("click", () => history.back());
  }
}

/** After a refusal its summary has the focus; where only a field of a scanner is wrong, that field has it, so that the
    next scan goes there instead of nowhere, and replaces the wrong one. */
function focusFirst() {
  const wrong = document.querySelectorAll("[aria-invalid=true]");
  const scanned = wrong.length === 1 && wrong[0].matches("[data-scanned]") ? wrong[0] : null;
  (scanned ?? document.querySelector("[data-focus]"))?.focus();
  scanned?.select();
}

lineRows();
copyButtons();
guardForms();
openWide();
warnUnsaved();
dismissMenus();
printButtons();
backButtons();
guardSignOut();
tellLanguage();
focusFirst();
