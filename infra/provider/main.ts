/** The provider's process: the engine starts it, reads the port from the first line, and ends it. */

import { listen } from "../grpc.ts";
import { createProvider } from "./server.ts";

process.stdout.write(`${await listen(createProvider())}\n`);
