/** One cache at run time: its account and what it holds. */

import type { Account } from "./accounts.ts";
import type { Storage } from "./storage.ts";

export type Shelf = {
  readonly account: Account;
  readonly storage: Storage;
};
