import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en";
import es from "./es";

const source = new URL("..", import.meta.url).pathname;
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? files(join(folder, entry.name))
      : /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name)
        ? [join(folder, entry.name)]
        : [],
  );
}
function flat(words: object, prefix = ""): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === "string") out.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) out.set(inner, text);
  }
  return out;
}
const english = flat(en);
const spanish = flat(es);
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const has = (key: string) => english.has(key) || english.has(`${key}_other`);

describe("the words of the interface", () => {
  it("are the same keys in both languages, with the same places to fill in", () => {
    expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) expect(holes(spanish.get(key) ?? ""), key).toEqual(holes(text));
  });
  it("exist for every key the source names", () => {
    const missing = new Set<string>();
    for (const file of files(source)) {
      const text = readFileSync(file, "utf8");
      for (const match of text.matchAll(
        /"((?:common|dialog|problem|offline|nav|signin|user|theme|bell|search|keys|role|desk|queue|case|newcase|conversation|composer|fact|guide|approvals|law|library|picture|diff|scenarios|author|record|people|tokens|settings|item|evidence|files|status|due|import|change)\.[a-z_]+)"/g,
      )) {
        if (
          match[1] &&
          !/^(case|record|people|token)\.(read|work|approve|override|reopen|assign|manage)$/.test(match[1]) &&
          !has(match[1])
        )
          missing.add(match[1]);
      }
    }
    expect([...missing]).toEqual([]);
  });
  it("are all used", () => {
    const all = files(source)
      .filter((file) => !file.includes("/i18n/"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const unused = [...english.keys()].filter((key) => {
      const bare = key.replace(/_(zero|one|other)$/, "");
      const group = bare.slice(0, bare.indexOf("."));
      const composed =
        new RegExp(`\`${group}\\.[a-z_]*\\$\\{`).test(all) &&
        [...all.matchAll(new RegExp(`\`(${group}\\.[a-z_]*)\\$\\{`, "g"))].some((match) =>
          bare.startsWith(match[1] ?? "?"),
        );
      return !all.includes(`"${bare}"`) && !composed;
    });
    expect(unused).toEqual([]);
  });
  it("are never the same in Spanish by forgetting", () => {
    const allowed =
      /^(state|role|channel|language|priority|common\.no$|library\.hash|item|nav|door|tokens|settings|scenarios|sentence|search|keys|diff|author\.errors|change\.approved_by)/;
    const same = [...english].filter(
      ([key, text]) => spanish.get(key) === text && !allowed.test(key) && text.length > 6,
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});
