/** A push as a process of its own, to be killed. Arguments: cache, store path. The token comes by CACHIX_AUTH_TOKEN. */

import { rmSync } from "node:fs";
import { run } from "../../actions/cachix-push/run.ts";
import { aHost } from "./fake-host.ts";
import { realNix } from "./nix.ts";
import { somePushInputs } from "./push-inputs.ts";

const [cache = "", path = ""] = process.argv.slice(2);
const host = aHost();
const authToken = process.env["CACHIX_AUTH_TOKEN"] ?? "";
const inputs = somePushInputs({ cache, authToken, paths: [path] });
await run(inputs, host, { nix: realNix() });
rmSync(host.temporary, { recursive: true });
