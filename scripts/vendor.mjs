// Copies the few browser files that pages load from node_modules/ into static/vendor/ and records
// the SHA-256 of each in static/vendor/manifest.json. Changes nothing when all is up to date.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "static", "vendor");
const manifestPath = join(target, "manifest.json");

// The decoder's wasm must be the very build that barcode-detector was made with: a nested copy wins.
function packageFolder(name, within) {
  const nested = within && join(packageFolder(within), "node_modules", name);
  const folder = nested && existsSync(nested) ? nested : join(root, "node_modules", name);
  if (!existsSync(folder)) throw new Error(`${name} is not in node_modules/: run "make setup" first`);
  return realpathSync(folder);
}

const bootstrap = packageFolder("bootstrap");
const detector = packageFolder("barcode-detector");
const zxing = packageFolder("zxing-wasm", "barcode-detector");
const idb = packageFolder("idb");
const swagger = packageFolder("swagger-ui-dist");

const files = {
  "bootstrap/bootstrap.min.css": join(bootstrap, "dist/css/bootstrap.min.css"),
  "bootstrap/LICENSE": join(bootstrap, "LICENSE"),
  "barcode-detector/ponyfill.js": join(detector, "dist/es/ponyfill.js"),
  "barcode-detector/zxing-exported.js": join(detector, "dist/es/zxing-exported.js"),
  "barcode-detector/zxing_reader.wasm": join(zxing, "dist/reader/zxing_reader.wasm"),
  "barcode-detector/LICENSE": join(detector, "LICENSE"),
  "barcode-detector/LICENSE.zxing-wasm": join(zxing, "LICENSE"),
  "idb/index.js": join(idb, "build/index.js"),
  "idb/LICENSE": join(idb, "LICENSE"),
  "swagger-ui/swagger-ui.css": join(swagger, "swagger-ui.css"),
  "swagger-ui/swagger-ui-bundle.js": join(swagger, "swagger-ui-bundle.js"),
  "swagger-ui/LICENSE": join(swagger, "LICENSE"),
  "swagger-ui/NOTICE": join(swagger, "NOTICE"),
};

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
const version = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;

function assertSameDecoder(manifest) {
  const wasm = manifest.files["barcode-detector/zxing_reader.wasm"];
  const script = readFileSync(files["barcode-detector/zxing-exported.js"], "utf8");
  if (!script.includes(wasm)) throw new Error("zxing_reader.wasm is not the build that barcode-detector expects");
}

const manifest = {
  packages: {
    "barcode-detector": version(detector),
    bootstrap: version(bootstrap),
    idb: version(idb),
    "swagger-ui-dist": version(swagger),
    "zxing-wasm": version(zxing),
  },
  files: Object.fromEntries(Object.entries(files).map(([name, source]) => [name, sha256(source)])),
};
assertSameDecoder(manifest);

const text = JSON.stringify(manifest, null, 2) + "\n";
const current = existsSync(manifestPath) && readFileSync(manifestPath, "utf8") === text;
const intact = (name) => existsSync(join(target, name)) && sha256(join(target, name)) === manifest.files[name];

if (current && Object.keys(files).every(intact)) {
  console.log("static/vendor is up to date");
} else {
  rmSync(target, { recursive: true, force: true });
  for (const [name, source] of Object.entries(files)) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    copyFileSync(source, join(target, name));
  }
  writeFileSync(manifestPath, text);
  console.log(`static/vendor: ${Object.keys(files).length} files copied`);
}
