/** Bundles each action to one ESM file under dist/. `--check` builds in memory and compares with what is committed. */

import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

/** What is only wanted at times is a bundle of its own, loaded from beside the action's. */
const lazy = ["actions-cache"];

const loadLazily: Plugin = {
  name: "load-lazily",
  setup: (plugin) =>
    plugin.onResolve({ filter: /\.ts$/ }, ({ kind, path }) => {
      const name = basename(path, ".ts");
      const isLazy = kind === "dynamic-import" && lazy.includes(name);
      return isLazy ? { path: `./${name}.mjs`, external: true } : undefined;
    }),
};

/**
 * Packages import `process` as a module, and Node then reads every property of it, the slow ones too (−5 ms of processor time at
 * the start of an action, of 100). The global is the same object.
 */
const globalProcess: Plugin = {
  name: "global-process",
  setup: (plugin) => {
    plugin.onResolve({ filter: /^(node:)?process$/ }, () => ({ path: "process", namespace: "global" }));
    plugin.onLoad({ filter: /^process$/, namespace: "global" }, () => ({
      contents: "module.exports = globalThis.process;",
    }));
  },
};

/** Repository path → content. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [
      ...contracts.map(({ name }) => ({ in: `actions/${name}/main.ts`, out: name })),
      ...lazy.map((name) => ({ in: `actions/lib/${name}.ts`, out: name })),
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
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [loadLazily, dropUnusedHttp, globalProcess],
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
