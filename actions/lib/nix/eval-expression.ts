/**
 * The Nix function that inspects a flake output and tells what it finds through `builtins.trace`, attribute by attribute,
 * so that a crash or a hang loses nothing that was found before it. Names travel as JSON, never as Nix text.
 */

import { quoteNix } from "./attribute-path.ts";

/** Names below the flake output: `[]` is the output itself, `[system]` its set for a system, `[system, name]` an attribute. */
export type Place = readonly string[];

export type Inspection = {
  /** Marks our lines among whatever the flake itself traces. */
  readonly nonce: string;
  /** Systems in ascending order; empty: all there are. */
  readonly systems: readonly string[];
  /** Everything up to and including this place is left out. */
  readonly after: Place;
  /** Only these, whatever `systems` and `after` say. */
  readonly only?: readonly Place[];
  /** Derivations even where `meta` warns. */
  readonly force: boolean;
  /** Go on after what Nix lets us catch (`throw`, `assert`), at the price of its message. */
  readonly catchThrows: boolean;
};

/** What the function tells, as JSON after the nonce: `[event, place, value]`. */
export type InspectionEvent =
  | readonly ["enter", Place, RawPosition | null]
  | readonly ["leave", Place, readonly string[] | RawAttribute]
  | readonly ["threw", Place, null]
  | readonly ["missing", Place, null];

export type RawPosition = { readonly file: string; readonly line: number; readonly column: number };

export type RawAttribute = {
  /** `derivation`, or the Nix type of what stands there. */
  readonly type: string;
  /** `file:line` of `meta.position`. */
  readonly position?: string | null;
  readonly description?: string | null;
  readonly mainProgram?: string | null;
  readonly withheld?: { readonly reason: WithholdingReason; readonly detail: readonly string[] } | null;
  readonly drvPath?: string;
  readonly outputs?: Readonly<Record<string, string>>;
};

/** Why `meta` says that an attribute must not be built. */
export type WithholdingReason = "broken" | "unfree" | "insecure" | "unsupported";

/** For `--apply`. */
export function renderInspection(inspection: Inspection): string {
  return `output: let request = builtins.fromJSON ${quoteNix(JSON.stringify(inspection))}; in ${walk}`;
}

/**
 * `meta` is read before `drvPath` is forced, since forcing is what throws. What nixpkgs computed (`meta.unfree`, …) goes
 * before what `meta` declares, and `meta.available` means that the flake's own configuration allows it; unfree stays
 * withheld all the same, since permission to build is none to publish.
 */
const inspect = `
  inspect = system: value:
    let
      meta = let given = value.meta or { }; in if builtins.isAttrs given then given else { };
      listed = name: let given = meta.\${name} or [ ]; in if builtins.isList given then given else [ given ];
      text = name: let given = meta.\${name} or null; in if builtins.isString given then given else null;
      texts = builtins.filter builtins.isString;
      flagged = name: declared: (meta.\${name} or declared) == true;
      isFree = license: if builtins.isAttrs license then (license.free or true) != false else license != "unfree";
      unfree = builtins.filter (license: !(isFree license)) (listed "license");
      nameOf = license: if builtins.isAttrs license then license.fullName or license.shortName or license.spdxId or null else license;
      runsHere = !(meta ? platforms) || builtins.elem system (listed "platforms")
        || builtins.any (platform: !(builtins.isString platform)) (listed "platforms");
      allowed = (meta.available or false) == true;
      withheld =
        if flagged "unsupported" (!runsHere || builtins.elem system (listed "badPlatforms")) && !allowed
        then { reason = "unsupported"; detail = texts (listed "platforms"); }
        else if flagged "broken" false && !allowed
        then { reason = "broken"; detail = texts [ (meta.problems.broken.message or null) ]; }
        else if flagged "unfree" (unfree != [ ])
        then { reason = "unfree"; detail = texts (map nameOf unfree); }
        else if flagged "insecure" (listed "knownVulnerabilities" != [ ]) && !allowed
        then { reason = "insecure"; detail = texts (listed "knownVulnerabilities"); }
        else null;
      derived = {
        drvPath = value.drvPath;
        outputs = builtins.listToAttrs
          (map (name: { inherit name; value = value.\${name}.outPath; }) (value.outputs or [ "out" ]));
      };
    in
    if !builtins.isAttrs value || (value.type or null) != "derivation" then { type = builtins.typeOf value; }
    else {
      type = "derivation";
      position = text "position";
      description = text "description";
      mainProgram = text "mainProgram";
      inherit withheld;
    } // (if withheld == null || request.force then derived else { });
`;

const walk = `
let
  ${inspect}
  say = event: place: json:
    builtins.trace "\${request.nonce} [\\"\${event}\\",\${builtins.toJSON place},\${json}]";
  visit = place: position: value:
    let
      json = builtins.toJSON value;
      caught = builtins.tryEval json;
    in
    say "enter" place (builtins.toJSON position) (
      if !request.catchThrows then say "leave" place json null
      else if caught.success then say "leave" place caught.value null
      else say "threw" place "null" null
    );
  inOrder = builtins.foldl' (_: step: builtins.seq step null) null;
  contentOf = set:
    if builtins.isAttrs set && (set.type or null) == "derivation" then { type = "derivation"; }
    else builtins.attrNames set;
  namesOf = set:
    let caught = builtins.tryEval (contentOf set); in
    if caught.success && builtins.isList caught.value then caught.value else [ ];
  isAfter = depth: name:
    builtins.length request.after <= depth || builtins.elemAt request.after depth < name;
  isAtOrAfter = depth: name: isAfter depth name || builtins.elemAt request.after depth == name;
  remains = system: builtins.length request.after != 1 || isAfter 0 system;
  visitSystem = system:
    if !(output ? \${system}) then say "missing" [ system ] "null" null
    else
      let
        set = output.\${system};
        resumed = builtins.length request.after == 2 && builtins.elemAt request.after 0 == system;
        left = builtins.filter (name: !resumed || isAfter 1 name) (namesOf set);
        visitName = name:
          visit [ system name ] (builtins.unsafeGetAttrPos name set) (inspect system set.\${name});
      in
      builtins.seq (visit [ system ] null (contentOf set)) (inOrder (map visitName left));
  visitAll =
    let systems = if request.systems == [ ] then builtins.attrNames output else request.systems; in
    builtins.seq (visit [ ] null (builtins.attrNames output))
      (inOrder (map visitSystem (builtins.filter (name: isAtOrAfter 0 name && remains name) systems)));
  descend = place:
    builtins.foldl'
      (at: name:
        if at != null && builtins.isAttrs at.value && at.value ? \${name}
        then { set = at.value; inherit name; value = at.value.\${name}; }
        else null)
      { value = output; }
      place;
  visitOnly = place:
    let found = descend place; in
    if found == null then say "missing" place "null" null
    else
      visit place (builtins.unsafeGetAttrPos found.name found.set) (inspect (builtins.head place) found.value);
in
if request ? only then inOrder (map visitOnly request.only) else visitAll
`;
