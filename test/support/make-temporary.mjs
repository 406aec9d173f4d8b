// Everything the tests put under the temporary folder lands in one, which goes when they are done.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default () => {
  process.env.NUR_CI_TEST_TMPDIR = mkdtempSync(join(tmpdir(), "nur-ci-tests-"));
  process.env.TMPDIR = process.env.NUR_CI_TEST_TMPDIR;
};
