import type { FileInput } from "./input.ts";
import { DOCUMENTS, FORMATS, type Format, NAMES, run } from "./runs.ts";

const keep = { end: "keep" } as const;

/** Where a member is put: at the top, in a step, or deep inside of another. */
const PLACES: readonly (readonly [string, (member: string) => { more?: string; inner?: string }])[] = [
  ["at the top", (member) => ({ more: `,${member}` })],
  ["in a step", (member) => ({ inner: `,${member}` })],
  ["deep inside", (member) => ({ more: `,"x":[{"y":{"z":{${member}}}}]` })],
];

function inPlaces(
  row: string,
  what: string,
  member: string,
  formats: readonly Format[],
  expect: FileInput["expect"],
): FileInput[] {
  return formats.flatMap((format) =>
    PLACES.map(
      ([place, put]): FileInput => ({
        row,
        what: `${format}: ${what} ${place}`,
        name: NAMES[format],
        make: () => run(format, `${row} ${what} ${place}`, put(member)),
        expect,
      }),
    ),
  );
}

const DOUBLED: readonly (readonly [string, string])[] = [
  ["a key twice", '"role":"user","role":"system"'],
  ["a key twice, once escaped", '"a":1,"\\u0061":2'],
  ["an empty key twice", '"":1,"":2'],
  ["__proto__ twice", '"__proto__":1,"__proto__":2'],
  ["a key twice, far apart", `"q":1,${Array.from({ length: 40 }, (_, at) => `"k${at}":0`).join()},"q":2`],
];

const HOSTILE: readonly (readonly [string, string])[] = [
  ["__proto__", '"__proto__":{"polluted":true,"toString":"x"}'],
  ["constructor", '"constructor":{"prototype":{"polluted":true}}'],
  ["prototype", '"prototype":{"polluted":true}'],
  ["hasOwnProperty", '"hasOwnProperty":"polluted"'],
  ["toString and valueOf", '"toString":1,"valueOf":2'],
  ["then", '"then":"polluted"'],
  ["toJSON", '"toJSON":{"polluted":true}'],
  ["$where", '"$where":"polluted","$ne":null'],
  ["nested __proto__", '"a":{"__proto__":{"__proto__":{"polluted":true}}}'],
  ["an escaped __proto__", '"\\u005f_proto__":{"polluted":true}'],
  ["length", '"length":4294967295'],
];

const DOTTED: readonly (readonly [string, string])[] = [
  ["a.__proto__.b", '"a.__proto__.polluted":true'],
  ["__proto__.b", '"__proto__.polluted":true'],
  ["constructor.prototype", '"constructor.prototype.polluted":true'],
  ["hasOwnProperty.call", '"hasOwnProperty.call":true,"gen_ai.prompt.hasOwnProperty.call":1'],
  ["gen_ai.prompt", '"gen_ai.prompt.__proto__.polluted":true,"gen_ai.prompt.0.content":"x"'],
  ["[0].constructor", '"[0].constructor":true,"a[__proto__][polluted]":true'],
  ["/__proto__/b", '"/__proto__/polluted":true,"a..b":1,".":2,"[]":3'],
];

const ODD: readonly (readonly [string, string])[] = [
  ["integer-like keys", '"2":"b","1":"a","0":"z","-1":1,"01":2,"4294967296":3'],
  ["an empty key", '"":"empty"'],
  ["keys of blank space", '" ":1,"\\n":2,"\\t":3'],
  ["a key of 60,000 bytes", `"${"k".repeat(60_000)}":1`],
];

function longKeys(): FileInput[] {
  return DOCUMENTS.flatMap((format) =>
    [70_000, 1024 * 1024].map(
      (bytes): FileInput => ({
        row: "A19",
        what: `${format}: a key of ${bytes} bytes`,
        name: NAMES[format],
        make: () => run(format, `A19 ${bytes}`, { more: `,"${"k".repeat(bytes)}":1` }),
        expect: { end: "quar", code: "key-too-long" },
      }),
    ),
  );
}

export const KEYS: readonly FileInput[] = [
  ...DOUBLED.flatMap(([what, member]) =>
    inPlaces("A16", what, member, FORMATS, { end: "quar", code: "duplicate-key" }),
  ),
  ...HOSTILE.flatMap(([what, member]) => inPlaces("A17", what, member, FORMATS, keep)),
  ...DOTTED.flatMap(([what, member]) => inPlaces("A18", what, member, FORMATS, keep)),
  ...ODD.flatMap(([what, member]) => inPlaces("A19", what, member, FORMATS, keep)),
  ...longKeys(),
];
