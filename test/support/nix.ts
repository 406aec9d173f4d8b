/** Real Nix for tests: no substituters, no sandbox, its own cache folder, so that nothing leaks between tests. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../actions/lib/host/host.ts";
import { type Nix, nixCommand } from "../../actions/lib/nix/command.ts";
import { isSingleUser, withNixSettings } from "../../infra/local/nix-settings.ts";

export function nixEnvironment(): Environment {
  const settings = { sandbox: false, substitute: false, singleUser: isSingleUser() };
  return withNixSettings(
    { ...process.env, XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), "nur-ci-cache-")) },
    settings,
  );
}

export function realNix(environment: Environment = nixEnvironment()): Nix {
  return nixCommand(environment);
}
