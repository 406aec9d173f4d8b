/** The small values that settings are made of, each with the words that say what was expected. It knows no setting by name. */

import * as v from "valibot";

export const oneLine = v.pipe(v.string(), v.regex(/^[^\p{Cc}]*$/u, "one line of text"));

export const httpUrl = v.pipe(
  v.string(),
  v.check((text) => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text), "an http or https URL"),
  v.check((text) => !/^https?:\/\/[^/]*@/.test(text), "a URL without a user name or password"),
);

/** A day without quotes is a timestamp to the YAML of Pulumi, and comes as `2026-11-25 00:00:00 +0000 UTC`. */
export const day = v.pipe(
  v.string(),
  v.transform((text) => text.replace(/ 00:00:00 \+0000 UTC$/, "")),
  v.check((text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text), "a day such as 2026-11-25"),
);

export function pattern(expression: RegExp, expectation: string) {
  return v.pipe(v.string(), v.regex(expression, expectation));
}

export function wholeNumber(least: number, most: number) {
  const expectation = `a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(),
    v.integer(expectation),
    v.minValue(least, expectation),
    v.maxValue(most, expectation),
  );
}

/** A list whose entries are told apart by name, without regard to case, as GitHub does. */
export function namedOnce<const Entry extends v.GenericSchema<unknown, { readonly name: string }>>(
  entry: Entry,
) {
  return v.optional(
    v.pipe(
      v.array(entry),
      v.check(
        (list) => new Set(list.map(({ name }) => name.toLowerCase())).size === list.length,
        "a list that holds every name once",
      ),
    ),
    [],
  );
}

/** The 31st of February parses, as a day in March. */
function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
