/** A build in a process of its own, for tests that kill it: entries as JSON in argv, real Nix, nothing reported. */

import { buildEntries } from "../../actions/nix-build/build-entries.ts";
import { aHost } from "./fake-host.ts";
import { realNix } from "./nix.ts";

await buildEntries({ entries: JSON.parse(process.argv[2] ?? "[]") }, realNix(), aHost());
