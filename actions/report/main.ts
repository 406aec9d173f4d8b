import { report } from "../../workflows/contract/report.ts";
import { runAction } from "../lib/host/action.ts";
import { run } from "./run.ts";

await runAction(report, run);
