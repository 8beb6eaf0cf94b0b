// Builds what the pages send to browsers, with a digest in every name, and a list of the names: ../assets/manifest.json.
//
// Det Fælles Designsystem has no dark theme and carries every colour as a number, so its colours are made into custom
// properties here (`#1a1a1a` → `var(--fds-1a1a1a)`); css/colours.css says what each is by day and by night. Of its fonts the
// compact form alone is kept, because every browser of the last ten years reads it.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "..", "assets");

const dkfds = {
  name: "dkfds",
  setup(build) {
    build.onLoad({ filter: /dkfds\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      return { contents: named(compact(css)), loader: "css" };
    });
  },
};

function compact(css) {
  return css.replace(/@font-face\{[^}]*\}/g, (face) => {
    if (face.includes("italic") || !face.includes("IBM Plex Sans")) return "";
    const file = face.match(/url\("([^"]+\.woff2)"\)/);
    if (!file) throw new Error(`a font without woff2: ${face}`);
    return face.replace(/src:[^;]*;/, `src:url("${file[1]}") format("woff2");`);
  });
}

function named(css) {
  return css
    .replace(/([:\s,(])#([0-9a-fA-F]{6})\b/g, (_, before, hex) => `${before}var(--fds-${hex.toLowerCase()})`)
    .replace(/background-image:url\("[^"]*\.png"\)/g, "background-image:none") // places for a logo that is not ours
    .replace(/:(white|black)\b/g, (_, name) => `:var(--fds-${name})`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const built = await build({
  entryPoints: [
    join(here, "css", "rettidig.css"),
    join(here, "js", "rettidig.js"),
    join(here, "img", "mark.svg"),
    join(here, "node_modules", "dkfds", "dist", "img", "all-svg-icons.svg"),
  ],
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  target: ["chrome111", "firefox115", "safari16.4"],
  loader: { ".svg": "copy", ".woff2": "file" },
  plugins: [dkfds],
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [file, made] of Object.entries(built.metafile.outputs)) {
  if (made.entryPoint) manifest[basename(made.entryPoint)] = basename(file);
}
await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
await copyFile(join(here, "node_modules", "dkfds", "dist", "LICENSE.md"), join(out, "dkfds-LICENSE.md"));
