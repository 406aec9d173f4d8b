/**
 * The policy pack: the rules as the engine asks them, all of them mandatory. It decides nothing; rules.ts does. JavaScript,
 * because for policies the engine hands every .ts main file to its own old compiler; what it imports Node strips itself.
 */

import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules.ts";

new PolicyPack("nur-ci", {
  policies: rules.map(({ name, description, judge }) => ({
    name,
    description,
    enforcementLevel: "mandatory",
    validateResource: ({ type, props, opts }, report) => {
      for (const violation of judge({ type, inputs: props, protect: opts.protect === true }))
        report(violation);
    },
  })),
});
