// Everything the tests put under the temporary folder lands in one, which goes when they are done.
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default () => {
  process.env.NUR_CI_TEST_TMPDIR = mkdtempSync(join(tmpdir(), "nur-ci-tests-"));
  // Passable: some tests act as another user.
  chmodSync(process.env.NUR_CI_TEST_TMPDIR, 0o711);
  process.env.TMPDIR = process.env.NUR_CI_TEST_TMPDIR;
};
