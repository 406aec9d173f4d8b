/** Arguments of a resource as an engine hands them over: plain data of unknown shape, read without a surprise. */

export type Inputs = Readonly<Record<string, unknown>>;

export const mask = "********";

/** A secret in its envelope, and anything else that is no plain value, is masked. */
export function text(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? mask : String(value);
}

export function record(value: unknown): Inputs {
  return typeof value === "object" && value !== null ? (value as Inputs) : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
