/** Refusals in GitHub's words; the server turns a thrown Refusal into its answer. */

export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

export function invalid(message: string): Refusal {
  return new Refusal(422, `Validation Failed: ${message}`);
}
