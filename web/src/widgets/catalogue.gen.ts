// Made by scripts/wire.mjs from gesso/widgets/catalogue.py. Do not edit.

export type Widget =
  | Audio
  | Callout
  | Chart
  | Choice
  | Citation
  | Diff
  | Form
  | Kpi
  | Plan
  | Quiz
  | Sources
  | Table
  | Text
  | Timeline;

/**
 * Words that the browser reads aloud; `language` as in “en” or “de-AT”.
 */
export interface Audio {
  body: string;
  kind: "audio";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  language?: string;
  /**
   * left out: made from the rest
   */
  text?: string;
}
/**
 * One thing that must not be missed.
 */
export interface Callout {
  body: string;
  kind: "callout";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  /**
   * left out: made from the rest
   */
  text?: string;
  tone?: "note" | "tip" | "warning" | "danger";
}
/**
 * Numbers drawn: the first column goes along, each other one is a series of numbers.
 */
export interface Chart {
  columns: string[];
  kind: "chart";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  mark?: "bar" | "line" | "area" | "point" | "pie";
  rows: (string | boolean | number | null)[][];
  /**
   * left out: made from the rest
   */
  text?: string;
  unit?: string;
}
/**
 * A question with the answers there are.
 */
export interface Choice {
  kind: "choice";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  options: Option[];
  several?: boolean;
  /**
   * left out: made from the rest
   */
  text?: string;
}
export interface Option {
  about?: string;
  name: string;
}
/**
 * Words of somebody, and where they stand. The address is a link that a person may open.
 */
export interface Citation {
  address?: string;
  kind: "citation";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  quote: string;
  source: string;
  /**
   * left out: made from the rest
   */
  text?: string;
  where?: string;
}
/**
 * What changes between two versions of some words.
 */
export interface Diff {
  after: string;
  before: string;
  kind: "diff";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  /**
   * left out: made from the rest
   */
  text?: string;
}
/**
 * `trend` is the way it went, `good` whether that is good.
 */
export interface Figure {
  change?: string;
  good?: boolean | null;
  name: string;
  trend?: ("up" | "down" | "flat") | null;
  value: string;
}
/**
 * Asks for several facts at once.
 */
export interface Form {
  fields: FormField[];
  kind: "form";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  submit?: string;
  /**
   * left out: made from the rest
   */
  text?: string;
}
/**
 * `options` are what a choice chooses from.
 */
export interface FormField {
  input?: "line" | "long" | "number" | "date" | "choice" | "check";
  name: string;
  options?: string[];
  required?: boolean;
}
/**
 * A few figures that matter.
 */
export interface Kpi {
  figures: Figure[];
  kind: "kpi";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  /**
   * left out: made from the rest
   */
  text?: string;
}
export interface Moment {
  more?: string;
  what: string;
  when: string;
}
/**
 * Steps that are ticked off.
 */
export interface Plan {
  kind: "plan";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  steps: PlanStep[];
  /**
   * left out: made from the rest
   */
  text?: string;
}
export interface PlanStep {
  done?: boolean;
  text: string;
  when?: string;
}
/**
 * `answer` is the number of the right option, from 1. `why` is told once it is answered.
 */
export interface Question {
  answer: number;
  ask: string;
  options: string[];
  why?: string;
}
/**
 * Questions with one right answer each.
 */
export interface Quiz {
  kind: "quiz";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  questions: Question[];
  /**
   * left out: made from the rest
   */
  text?: string;
}
export interface Source {
  address?: string;
  by?: string;
  date?: string;
  title: string;
}
/**
 * Where something comes from.
 */
export interface Sources {
  items: Source[];
  kind: "sources";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  /**
   * left out: made from the rest
   */
  text?: string;
}
/**
 * Rows under columns; who reads may sort them.
 */
export interface Table {
  columns: string[];
  kind: "table";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  rows: (string | boolean | number | null)[][];
  /**
   * left out: made from the rest
   */
  text?: string;
}
/**
 * Words set apart, in Markdown.
 */
export interface Text {
  body: string;
  kind: "text";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  /**
   * left out: made from the rest
   */
  text?: string;
}
/**
 * What happened when, in the order given.
 */
export interface Timeline {
  kind: "timeline";
  /**
   * what it shows, in a few words: its heading, and its name for who does not see it
   */
  label: string;
  moments: Moment[];
  /**
   * left out: made from the rest
   */
  text?: string;
}

export const SCHEMA = {"$defs":{"Audio":{"additionalProperties":false,"properties":{"body":{"maxLength":6000,"minLength":1,"type":"string"},"kind":{"const":"audio","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"language":{"maxLength":20,"pattern":"^(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)?$","type":"string"},"text":{"maxLength":6000,"type":"string"}},"required":["label","body"],"type":"object"},"Callout":{"additionalProperties":false,"properties":{"body":{"maxLength":6000,"minLength":1,"type":"string"},"kind":{"const":"callout","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"text":{"maxLength":6000,"type":"string"},"tone":{"enum":["note","tip","warning","danger"],"type":"string"}},"required":["label","body"],"type":"object"},"Chart":{"additionalProperties":false,"properties":{"columns":{"items":{"maxLength":200,"minLength":1,"type":"string"},"maxItems":7,"minItems":2,"type":"array"},"kind":{"const":"chart","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"mark":{"enum":["bar","line","area","point","pie"],"type":"string"},"rows":{"items":{"items":{"anyOf":[{"maxLength":500,"type":"string"},{"type":"boolean"},{"type":"number"},{"type":"null"}]},"maxItems":12,"type":"array"},"maxItems":200,"minItems":1,"type":"array"},"text":{"maxLength":6000,"type":"string"},"unit":{"maxLength":20,"type":"string"}},"required":["label","columns","rows"],"type":"object"},"Choice":{"additionalProperties":false,"properties":{"kind":{"const":"choice","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"options":{"items":{"$ref":"#/$defs/Option"},"maxItems":12,"minItems":2,"type":"array"},"several":{"type":"boolean"},"text":{"maxLength":6000,"type":"string"}},"required":["label","options"],"type":"object"},"Citation":{"additionalProperties":false,"properties":{"address":{"maxLength":1000,"pattern":"^(?:https?://[^\\s<>\\\"']+)?$","type":"string"},"kind":{"const":"citation","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"quote":{"maxLength":6000,"minLength":1,"type":"string"},"source":{"maxLength":200,"minLength":1,"type":"string"},"text":{"maxLength":6000,"type":"string"},"where":{"maxLength":200,"type":"string"}},"required":["label","quote","source"],"type":"object"},"Diff":{"additionalProperties":false,"properties":{"after":{"maxLength":6000,"type":"string"},"before":{"maxLength":6000,"type":"string"},"kind":{"const":"diff","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"text":{"maxLength":6000,"type":"string"}},"required":["label","before","after"],"type":"object"},"Figure":{"additionalProperties":false,"properties":{"change":{"maxLength":200,"type":"string"},"good":{"anyOf":[{"type":"boolean"},{"type":"null"}]},"name":{"maxLength":200,"minLength":1,"type":"string"},"trend":{"anyOf":[{"enum":["up","down","flat"],"type":"string"},{"type":"null"}]},"value":{"maxLength":200,"minLength":1,"type":"string"}},"required":["name","value"],"type":"object"},"Form":{"additionalProperties":false,"properties":{"fields":{"items":{"$ref":"#/$defs/FormField"},"maxItems":12,"minItems":1,"type":"array"},"kind":{"const":"form","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"submit":{"maxLength":40,"type":"string"},"text":{"maxLength":6000,"type":"string"}},"required":["label","fields"],"type":"object"},"FormField":{"additionalProperties":false,"properties":{"input":{"enum":["line","long","number","date","choice","check"],"type":"string"},"name":{"maxLength":200,"minLength":1,"type":"string"},"options":{"items":{"maxLength":200,"minLength":1,"type":"string"},"maxItems":30,"type":"array"},"required":{"type":"boolean"}},"required":["name"],"type":"object"},"Kpi":{"additionalProperties":false,"properties":{"figures":{"items":{"$ref":"#/$defs/Figure"},"maxItems":8,"minItems":1,"type":"array"},"kind":{"const":"kpi","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"text":{"maxLength":6000,"type":"string"}},"required":["label","figures"],"type":"object"},"Moment":{"additionalProperties":false,"properties":{"more":{"maxLength":1000,"type":"string"},"what":{"maxLength":500,"minLength":1,"type":"string"},"when":{"maxLength":60,"minLength":1,"type":"string"}},"required":["when","what"],"type":"object"},"Option":{"additionalProperties":false,"properties":{"about":{"maxLength":500,"type":"string"},"name":{"maxLength":200,"minLength":1,"type":"string"}},"required":["name"],"type":"object"},"Plan":{"additionalProperties":false,"properties":{"kind":{"const":"plan","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"steps":{"items":{"$ref":"#/$defs/PlanStep"},"maxItems":60,"minItems":1,"type":"array"},"text":{"maxLength":6000,"type":"string"}},"required":["label","steps"],"type":"object"},"PlanStep":{"additionalProperties":false,"properties":{"done":{"type":"boolean"},"text":{"maxLength":500,"minLength":1,"type":"string"},"when":{"maxLength":200,"type":"string"}},"required":["text"],"type":"object"},"Question":{"additionalProperties":false,"properties":{"answer":{"maximum":6,"minimum":1,"type":"integer"},"ask":{"maxLength":600,"minLength":1,"type":"string"},"options":{"items":{"maxLength":200,"minLength":1,"type":"string"},"maxItems":6,"minItems":2,"type":"array"},"why":{"maxLength":1000,"type":"string"}},"required":["ask","options","answer"],"type":"object"},"Quiz":{"additionalProperties":false,"properties":{"kind":{"const":"quiz","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"questions":{"items":{"$ref":"#/$defs/Question"},"maxItems":30,"minItems":1,"type":"array"},"text":{"maxLength":6000,"type":"string"}},"required":["label","questions"],"type":"object"},"Source":{"additionalProperties":false,"properties":{"address":{"maxLength":1000,"pattern":"^(?:https?://[^\\s<>\\\"']+)?$","type":"string"},"by":{"maxLength":200,"type":"string"},"date":{"maxLength":40,"type":"string"},"title":{"maxLength":200,"minLength":1,"type":"string"}},"required":["title"],"type":"object"},"Sources":{"additionalProperties":false,"properties":{"items":{"items":{"$ref":"#/$defs/Source"},"maxItems":40,"minItems":1,"type":"array"},"kind":{"const":"sources","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"text":{"maxLength":6000,"type":"string"}},"required":["label","items"],"type":"object"},"Table":{"additionalProperties":false,"properties":{"columns":{"items":{"maxLength":200,"minLength":1,"type":"string"},"maxItems":12,"minItems":1,"type":"array"},"kind":{"const":"table","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"rows":{"items":{"items":{"anyOf":[{"maxLength":500,"type":"string"},{"type":"boolean"},{"type":"number"},{"type":"null"}]},"maxItems":12,"type":"array"},"maxItems":200,"minItems":1,"type":"array"},"text":{"maxLength":6000,"type":"string"}},"required":["label","columns","rows"],"type":"object"},"Text":{"additionalProperties":false,"properties":{"body":{"maxLength":6000,"minLength":1,"type":"string"},"kind":{"const":"text","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"text":{"maxLength":6000,"type":"string"}},"required":["label","body"],"type":"object"},"Timeline":{"additionalProperties":false,"properties":{"kind":{"const":"timeline","type":"string"},"label":{"maxLength":200,"minLength":1,"type":"string"},"moments":{"items":{"$ref":"#/$defs/Moment"},"maxItems":80,"minItems":1,"type":"array"},"text":{"maxLength":6000,"type":"string"}},"required":["label","moments"],"type":"object"}}};
