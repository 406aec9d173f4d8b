/** Every action of ours, in the order of the pipeline. */

import { cachixPush } from "./cachix-push.ts";
import { hashGuard } from "./hash-guard.ts";
import { nixBuild } from "./nix-build.ts";
import { plan } from "./plan.ts";
import { report } from "./report.ts";

export const contracts = [hashGuard, plan, nixBuild, cachixPush, report] as const;
