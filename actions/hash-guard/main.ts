import { hashGuard } from "../../workflows/contract/hash-guard.ts";
import { runAction } from "../lib/host/action.ts";
import { run } from "./run.ts";

await runAction(hashGuard, run);
