/** Parses an action's inputs by its contract, all of them, before any effect. */

import { type Contract, camelCase, type Input, type InputsOf } from "../../workflows/contract/contract.ts";
import { type Outcome, type Problem, refuse, succeed } from "../../workflows/problem.ts";

/** `read` gives the text of an input as the user wrote it, `""` when it was not given. `secret` values are never quoted. */
export function parseInputs<C extends Contract>(
  contract: C,
  read: (name: string) => string,
): Outcome<InputsOf<C>> {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const [name, input] of Object.entries<Input>(contract.inputs)) {
    const given = read(name).trim();
    const word = given === "" ? (input.default ?? "") : given;
    const text = input.synonyms?.[word] ?? word;
    const fault = text === "" && input.required ? "is required" : faultOf(input, text);
    if (fault !== undefined) problems.push(inputProblem(name, fault, input));
    else values[camelCase(name)] = parsedValue(input, text);
  }
  return problems.length > 0 ? refuse(...problems) : succeed(values as InputsOf<C>);
}

function faultOf(input: Input, text: string): string | undefined {
  if (text === "") return undefined;
  const quoted = JSON.stringify(text);
  if (input.kind === "flag" && !/^(true|false)$/i.test(text)) return `${quoted} is neither true nor false`;
  if (input.kind === "count" && !/^\d{1,9}$/.test(text)) return `${quoted} is not a whole number`;
  if (input.kind === "choice" && !input.choices?.includes(text))
    return `${quoted} is none of ${input.choices?.join(", ")}`;
  return undefined;
}

function parsedValue(input: Input, text: string): unknown {
  switch (input.kind) {
    case "flag":
      return text.toLowerCase() === "true";
    case "count":
      return text === "" ? 0 : Number(text);
    case "lines":
      return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== "");
    case "text":
    case "choice":
    case "secret":
      return text;
  }
}

function inputProblem(name: string, fault: string, input: Input): Problem {
  return {
    code: "input-invalid",
    severity: "error",
    where: name,
    what: fault,
    fix: `set ${name}: ${lowerFirst(input.description)}`,
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
