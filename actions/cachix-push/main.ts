import { cachixPush } from "../../workflows/contract/cachix-push.ts";
import { runAction } from "../lib/host/action.ts";
import { run } from "./run.ts";

await runAction(cachixPush, run);
