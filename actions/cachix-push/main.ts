import { cachixPush } from "../../workflows/contract/cachix-push.ts";
import { runAction } from "../lib/host/action.ts";
import { drain } from "./drain.ts";
import { finish } from "./finish.ts";
import { run } from "./run.ts";

await runAction(cachixPush, run, { finish, background: drain });
