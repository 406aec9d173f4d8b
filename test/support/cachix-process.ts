/** A loopback Cachix as a process of its own, to be killed. Arguments: state folder, port. One line per URL and request. */

import { startCachix } from "../../infra/local/cachix/cachix.ts";

const [state = "", port = "0"] = process.argv.slice(2);
const started = await startCachix({
  state,
  port: Number(port),
  caches: [{ name: "house" }],
  onRequest: ({ method, path }) => process.stdout.write(`${method} ${path}\n`),
});
if (!started.ok) throw new Error(JSON.stringify(started.problems));
process.stdout.write(`${started.value.url}\n`);
