import { describe, expect, it } from "vitest";
import { sampleTexts } from "./sample-texts.ts";
import { parseShell, pipelines, writtenFile } from "./shell-commands.ts";

const words = (text: string) => parseShell(text).map((command) => command.words);

describe("parseShell words", () => {
  it.each([
    ["ls -la", [["ls", "-la"]]],
    ["a && b; c | d || e & f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]],
    ["a\nb\r\nc", [["a"], ["b"], ["c"]]],
    ["(cd x && make)", [["cd", "x"], ["make"]]],
    [`echo 'a b' "c \\" d" e\\ f`, [["echo", "a b", 'c " d', "e f"]]],
    ["echo $'a\\n\\'b'", [["echo", "a\n'b"]]],
    ["echo $(ls | wc -l) `a;b`", [["echo", "$(ls | wc -l)", "`a;b`"]]],
    ["diff <(a) <(b c)", [["diff", "<(a)", "<(b c)"]]],
    ["a # comment; b\nc#d", [["a"], ["c#d"]]],
    ["a \\\n  b", [["a", "b"]]],
    ["a 2>/dev/null >out 2>&1", [["a"]]],
    ["echo 'open", [["echo", "open"]]],
    ["<<(", []],
    ["", []],
    ["a |\n b", [["a"], ["b"]]],
  ])("%j", (text, expected) => {
    expect(words(text).filter((list) => list.length > 0)).toEqual(expected);
  });
});

describe("parseShell structure", () => {
  it("groups pipelines, also over a line end", () => {
    expect(pipelines(parseShell("a | b |\n c && d |& e")).map((group) => group.length)).toEqual([3, 2]);
  });
  it.each([
    ["cat > a", { path: "a", isAppend: false }],
    ["cat >>a", { path: "a", isAppend: true }],
    ["x &> log", { path: "log", isAppend: false }],
    ["x 2> log", null],
    ["x > /dev/null 2>&1", null],
    ["x >&2", null],
    ["x < in", null],
  ])("finds the written file of %j", (text, expected) => {
    const [command] = parseShell(text);
    expect(command === undefined ? undefined : writtenFile(command)).toEqual(expected);
  });
  it("keeps bodies of here-documents out of the words", () => {
    const text = "cat <<'A' <<-B > f && next\nit's | a\nA\n\tb\n\tB\nlast 'x'";
    const commands = parseShell(text);
    expect(commands.map((command) => command.words)).toEqual([["cat"], ["next"], ["last", "x"]]);
    const heredoc = commands[0]?.heredoc;
    expect(heredoc?.isTerminated).toBe(true);
    expect(text.slice(heredoc?.start, heredoc?.end)).toBe("\tb\n");
  });
  it("runs an unterminated body to the end", () => {
    expect(parseShell("cat <<EOF\na\n EOF")[0]?.heredoc).toEqual({
      delimiter: "EOF",
      stripsTabs: false,
      start: 10,
      end: 16,
      isTerminated: false,
    });
  });
  it("gives offsets in order and ends on any text", () => {
    for (const text of sampleTexts(8, 400)) {
      let at = 0;
      for (const { start, end } of parseShell(text)) {
        expect(start >= at && end >= start && end <= text.length).toBe(true);
        at = end;
      }
    }
  });
});
