#!/usr/bin/env node
import { isValidHandle } from "@atproto/syntax";

for (const handle of process.argv.slice(2)) {
  process.stdout.write(`${handle}: ${isValidHandle(handle) ? "a handle" : "no handle"}\n`);
}
