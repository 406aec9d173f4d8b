/** Bundles each action to one ESM file under dist/, and what it wants at times only to files beside it. `--check` builds in memory and compares. */

import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { contracts } from "../workflows/contract/contracts.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");

/** core imports an HTTP stack for OIDC only; marked free of side effects it is dropped where it is not used (−785 kB). */
const dropUnusedHttp: Plugin = {
  name: "drop-unused-http",
  setup: (plugin) =>
    plugin.onResolve(
      { filter: /^(undici|tunnel|@actions\/http-client.*)$/ },
      async ({ path, pluginData, ...rest }) => {
        if (pluginData === "resolved") return undefined;
        const resolved = await plugin.resolve(path, { ...rest, pluginData: "resolved" });
        return { ...resolved, sideEffects: false };
      },
    ),
};

/** What is only wanted at times is a bundle of its own, loaded from beside the action's by `import()`. */
const lazy = [
  "actions/hash-guard/eval/evaluate.ts",
  "actions/lib/actions-cache.ts",
  "actions/lib/cache/push-queue.ts",
  "actions/lib/nix/eval.ts",
  "actions/nix-build/hash-literal.ts",
];

const loadLazily: Plugin = {
  name: "load-lazily",
  setup: (plugin) =>
    plugin.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      const isLazy = kind === "dynamic-import" && lazy.includes(relative(root, join(resolveDir, path)));
      return isLazy ? { path: `./${basename(path, ".ts")}.mjs`, external: true } : undefined;
    }),
};

/**
 * An `import` of a module of Node loads it before the first line runs and reads every property of it, slow ones too. Here only
 * those that are used are read, and what is costly to load is loaded with its first use.
 */
const cheapBuiltins: Plugin = {
  name: "cheap-builtins",
  setup: (plugin) => {
    plugin.onResolve({ filter: /^[a-z]/ }, ({ kind, path }) => {
      if (!isBuiltin(path) || kind === "dynamic-import") return undefined;
      const isClass = kind === "require-call" && typeof process.getBuiltinModule(path) === "function";
      const namespace = isClass ? "builtin-class" : "builtin";
      return { path: path.replace(/^node:/, ""), namespace, sideEffects: false };
    });
    // `require("stream")` is a class, and others extend it.
    plugin.onLoad({ filter: /^/, namespace: "builtin-class" }, ({ path }) => ({
      contents: `module.exports = globalThis.process.getBuiltinModule("node:${path}");`,
    }));
    plugin.onLoad({ filter: /^/, namespace: "builtin" }, ({ path }) => ({
      contents: costly.has(path) ? renderAtFirstUse(path) : renderAtStart(path),
    }));
  },
};

/** Those that Node itself does not load before it runs a program. */
const costly: ReadonlySet<string> = new Set(["child_process", "crypto", "tty", "v8", "zlib"]);

function renderAtFirstUse(name: string): string {
  return `let loaded;
const load = () => (loaded ??= process.getBuiltinModule("node:${name}"));
for (const key of "${keysOf(name).join(" ")}".split(" ")) Object.defineProperty(exports, key, { enumerable: true, get: () => load()[key] });`;
}

function renderAtStart(name: string): string {
  const keys = keysOf(name).filter((key) => /^[a-z]\w*$/i.test(key));
  const source =
    name === "process" ? "globalThis.process" : `globalThis.process.getBuiltinModule("node:${name}")`;
  const reads = keys.map(
    (key) => `const $${key} = /* @__PURE__ */ (() => all.${key})();\nexport { $${key} as ${key} };`,
  );
  return [`const all = /* @__PURE__ */ (() => ${source})();`, "export default all;", ...reads].join("\n");
}

function keysOf(name: string): readonly string[] {
  return Object.keys(process.getBuiltinModule(name) ?? {});
}

/** Repository path → content. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [
      ...contracts.map(({ name }) => ({ in: `actions/${name}/main.ts`, out: name })),
      ...lazy.map((path) => ({ in: path, out: basename(path, ".ts") })),
    ],
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minify: true,
    /** Functions keep their names: a stack trace from a runner must still be read. */
    keepNames: true,
    legalComments: "none",
    plugins: [loadLazily, dropUnusedHttp, cheapBuiltins],
    logLevel: "warning",
  });
  const files = new Map(result.outputFiles.map((file) => [`dist/${basename(file.path)}`, file.text]));
  return files.set("dist/licenses.txt", licensesOf(result.metafile));
}

/** The licence of every package that has at least one byte in a bundle. */
function licensesOf(metafile: Metafile): string {
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const packages = new Set(
    used.flatMap(([path]) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...packages].sort().map(licenseOf).join("\n\n");
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const file = globSync(join(root, folder, "{LICENSE,LICENCE,license,License}*")).sort()[0];
  const text = file === undefined ? `License: ${license}` : readFileSync(file, "utf8").trim();
  return `${name} ${version}\n${"-".repeat(40)}\n${text}\n`;
}

function committed(): readonly string[] {
  return globSync("dist/*", { cwd: root }).sort();
}

const files = await bundle();
const stale = [...files].filter(
  ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text,
);
const extra = committed().filter((path) => !files.has(path));
if (check) {
  for (const path of [...stale.map(([path]) => path), ...extra])
    console.error(`${path}: error[bundle-stale]: differs from what its source gives\n  fix: npm run bundle`);
  process.exitCode = stale.length + extra.length > 0 ? 1 : 0;
} else {
  for (const path of extra) rmSync(join(root, path));
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
const sizes = [...files].filter(([path]) => path.endsWith(".mjs"));
for (const [path, text] of sizes) console.log(`${path}  ${Math.round(Buffer.byteLength(text) / 1024)} KiB`);
