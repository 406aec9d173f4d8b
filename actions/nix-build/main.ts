import { nixBuild } from "../../workflows/contract/nix-build.ts";
import { runAction } from "../lib/host/action.ts";
import { run } from "./run.ts";

await runAction(nixBuild, run);
