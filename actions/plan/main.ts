import { plan } from "../../workflows/contract/plan.ts";
import { runAction } from "../lib/host/action.ts";
import { run } from "./run.ts";

await runAction(plan, run);
