/** Settings of a stack for tests, with everything that may be absent absent. */

import { parseSettings } from "../../../infra/parse-settings.ts";
import { type Pipeline, planPipeline } from "../../../infra/pipeline.ts";
import type { Settings } from "../../../infra/settings-schema.ts";

export const publicKey = "sample-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

export function rawSettings(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    owner: "acme",
    repository: { name: "nur" },
    cache: { name: "sample", publicKey },
    organizations: ["harbor", "lantern"],
    ...overrides,
  };
}

export function aSettings(overrides: Readonly<Record<string, unknown>> = {}): Settings {
  const parsed = parseSettings(rawSettings(overrides));
  if (!parsed.ok) throw new Error("the test's settings are refused", { cause: parsed.problems });
  return parsed.value;
}

export function aPipeline(settings: Settings = aSettings()): Pipeline {
  const planned = planPipeline(settings);
  if (!planned.ok) throw new Error("the test's pipeline is refused", { cause: planned.problems });
  return planned.value;
}
