/** A stack's settings as the engine hands them to a program: with the namespace, text as it is, everything else as JSON. */

import { settingsNamespace } from "./parse-settings.ts";

export function renderStackConfig(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `${settingsNamespace}:${name}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
