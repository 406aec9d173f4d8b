// Removes what make-temporary.mjs made; folders of Nix stores are read-only, and only root may ignore that.
import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

export default () => {
  const folder = process.env.NUR_CI_TEST_TMPDIR;
  if (folder === undefined) return;
  if (process.getuid?.() !== 0) openFolders(folder);
  rmSync(folder, { recursive: true, force: true });
};

function openFolders(folder) {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) openFolders(join(folder, entry.name));
}
