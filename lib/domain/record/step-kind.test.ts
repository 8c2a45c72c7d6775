import { describe, expect, it } from "vitest";
import { classifyCommand } from "./step-kind.ts";
import type { StepKind } from "./step.ts";

const COMMANDS: [string, StepKind, string, string][] = [
  // SWE-agent ACI
  ["open src/a.py 1474\n", "read", "open", "src/a.py"],
  ['open "/repo/a b.py"', "read", "open", "/repo/a b.py"],
  ["goto 120", "read", "goto", "120"],
  ["scroll_down", "read", "scroll_down", "scroll_down"],
  ["scroll_up\n", "read", "scroll_up", "scroll_up"],
  ['search_dir "class Foo" src', "search", "search_dir", "class Foo"],
  ["search_file 'def f' a.py", "search", "search_file", "def f"],
  ['find_file "fields.py" src', "search", "find_file", "fields.py"],
  ["create reproduce.py", "edit", "create", "reproduce.py"],
  ['edit 1475:1475\n  it\'s "raw" | code\nend_of_edit', "edit", "edit", "1475:1475"],
  ["edit 'old text' 'new\ntext' False", "edit", "edit", "old text"],
  ["insert 'a\nb' 3", "edit", "insert", "a b"],
  ["submit", "submit", "submit", ""],
  ["submit 'flag{a  b}'\n", "submit", "submit", "flag{a b}"],
  ["exit_forfeit", "submit", "exit_forfeit", ""],
  ["str_replace_editor view /a.py --view_range 1 20", "read", "str_replace_editor", "/a.py"],
  ["str_replace_editor create /a.py --file_text 'x'", "edit", "str_replace_editor", "/a.py"],
  ["str_replace_editor str_replace --path /a.py --old_str 'x' --new_str 'y'", "edit", "str_replace_editor", "/a.py"],
  ["str_replace_editor insert /a.py --insert_line 3 --new_str x", "edit", "str_replace_editor", "/a.py"],
  // reading
  ["cat a.py", "read", "cat", "a.py"],
  ["cat -A a.py | sed -n '1,5p'", "read", "cat", "a.py"],
  ["head -n 50 a.py", "read", "head", "a.py"],
  ["tail -20 a.log", "read", "tail", "a.log"],
  ["sed -n '1,20p' src/a.py", "read", "sed", "src/a.py"],
  ["less a.txt", "read", "less", "a.txt"],
  ["nl -ba a.py | grep -n class", "read", "nl", "a.py"],
  ["cd /repo && cat a.py", "read", "cat", "a.py"],
  ["git show HEAD:a.py", "read", "git", "HEAD:a.py"],
  // searching
  ["grep -rn 'class Foo' src | head -5", "search", "grep", "class Foo"],
  ["grep -A 5 --include '*.py' -e \"x y\" .", "search", "grep", "x y"],
  ["rg -t py TODO", "search", "rg", "TODO"],
  ["find . -name '*.py' -not -path x", "search", "find", "*.py"],
  ["find tests", "search", "find", "tests"],
  ["ls -R src", "search", "ls", "src"],
  ["ls -laR", "search", "ls", "ls -laR"],
  ["ack foo", "search", "ack", "foo"],
  ["git grep -n foo -- src", "search", "git", "foo"],
  // testing
  ["pytest", "test", "pytest", "pytest"],
  ["cd /repo && python -m pytest -k foo tests/", "test", "python", "python -m pytest -k foo tests/"],
  ["timeout -k 5 60 python3.11 -m unittest tests.test_a", "test", "python3.11", "python3.11 -m unittest tests.test_a"],
  ["FOO=1 env BAR=2 tox -e py39", "test", "tox", "tox -e py39"],
  ["npm test", "test", "npm", "npm test"],
  ["npm run test:unit -- --watch=false", "test", "npm", "npm run test:unit -- --watch=false"],
  ["npx -y vitest run", "test", "npx", "npx -y vitest run"],
  ["yarn jest a", "test", "yarn", "yarn jest a"],
  ["jest --ci", "test", "jest", "jest --ci"],
  ["go test ./...", "test", "go", "go test ./..."],
  ["cargo test --lib", "test", "cargo", "cargo test --lib"],
  ["make -C build test", "test", "make", "make -C build test"],
  ["./tests/runtests.py admin_views", "test", "runtests.py", "./tests/runtests.py admin_views"],
  ["python manage.py test app", "test", "python", "python manage.py test app"],
  ["poetry run pytest -q", "test", "pytest", "pytest -q"],
  ["pip install -e . && pytest -q 2>&1 | tail -5", "test", "pytest", "pytest -q 2>&1 | tail -5"],
  ["bash -lc 'cd /repo && pytest a'", "test", "pytest", "pytest a"],
  ["./gradlew test", "test", "gradlew", "./gradlew test"],
  // editing
  ["cat > a.py <<'EOF'\nprint(1)\npytest\nEOF", "edit", "cat", "a.py"],
  ["cat <<'EOF' > a.py\nit's\nEOF\npython a.py", "edit", "cat", "a.py"],
  ["cat >> a.py <<EOF\nx\nEOF", "edit", "cat", "a.py"],
  ["echo 'x' | sudo tee -a /etc/hosts", "edit", "tee", "/etc/hosts"],
  ["echo hi > a.txt", "edit", "echo", "a.txt"],
  ["sed -i 's/a/b/' a.py && python a.py", "edit", "sed", "a.py"],
  ["sed -i.bak -e 's/a/b/' a.py", "edit", "sed", "a.py"],
  ["apply_patch <<'EOF'\n*** Begin Patch\nEOF", "edit", "apply_patch", "apply_patch <<'EOF'"],
  ["git -C repo apply fix.patch", "edit", "git", "fix.patch"],
  ["patch -p1 < fix.patch", "edit", "patch", "fix.patch"],
  ["grep -n x a.py && sed -i 's/x/y/' a.py", "edit", "sed", "a.py"],
  // hand-in of mini-swe-agent
  [
    "rm x.py\necho COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A",
    "submit",
    "echo",
    "COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT",
  ],
  // plain shell
  ["ls -F", "shell", "ls", "ls -F"],
  ["pwd", "shell", "pwd", "pwd"],
  ["cd /repo", "shell", "cd", "cd /repo"],
  ["python reproduce.py", "shell", "python", "python reproduce.py"],
  ["python - <<'EOF'\nimport pytest\nEOF", "shell", "python", "python - <<'EOF'"],
  ["python x.py | grep foo", "shell", "python", "python x.py | grep foo"],
  ["python -c 'import pytest; pytest.main()'", "shell", "python", "python -c 'import pytest; pytest.main()'"],
  ["pip install pytest", "shell", "pip", "pip install pytest"],
  ["echo 'run pytest later'", "shell", "echo", "echo 'run pytest later'"],
  ["rm -f a.py", "shell", "rm", "rm -f a.py"],
  ["npm install", "shell", "npm", "npm install"],
  ["sudo -u bob   make\tinstall", "shell", "make", "make install"],
  ["for f in *.py; do wc -l $f; done", "shell", "wc", "wc -l $f"],
  ["git status", "shell", "git", "git status"],
  ["find . -name '*.pyc' -delete", "shell", "find", "find . -name '*.pyc' -delete"],
  ["python x.py > log.txt 2>&1", "shell", "python", "python x.py > log.txt 2>&1"],
  ["", "other", "", ""],
  ["  \n", "other", "", ""],
];

describe("classifyCommand on command lines", () => {
  it.each(COMMANDS)("%j", (action, kind, actionType, target) => {
    expect(classifyCommand(action)).toEqual({ kind, actionType, target });
  });
});

const CALLS: [string, unknown, StepKind, string][] = [
  ["Bash", { command: "cd /x && npm test" }, "test", "npm test"],
  ["shell", { command: ["bash", "-lc", "rg foo"] }, "search", "foo"],
  ["run_commands", { commands: ["ls", "cat a.py"] }, "shell", "ls"],
  ["execute_bash", { command: "" }, "shell", ""],
  ["Read", { file_path: "/a.py", limit: 3 }, "read", "/a.py"],
  ["Edit", { file_path: "/a.py", old_string: "x", new_string: "y" }, "edit", "/a.py"],
  ["Write", { file_path: "/a.py", content: "x" }, "edit", "/a.py"],
  ["Grep", { pattern: "foo", path: "src" }, "search", "foo"],
  ["Glob", { pattern: "**/*.ts" }, "search", "**/*.ts"],
  ["str_replace_editor", { command: "view", path: "/a.py" }, "read", "/a.py"],
  ["str_replace_editor", { command: "str_replace", path: "/a.py" }, "edit", "/a.py"],
  ["WebSearch", { query: "how to" }, "browser", "how to"],
  ["browser_navigate", { url: "http://x" }, "browser", "http://x"],
  ["Task", { description: "look around", prompt: "long" }, "subagent", "look around"],
  ["AskUserQuestion", { question: "Which?" }, "message", "Which?"],
  ["finish", { message: "done" }, "submit", "done"],
  ["functions.read_file", { path: "a" }, "read", "a"],
  ["mcp__files__read_file", { path: "a" }, "read", "a"],
  ["read_files", { paths: ["a", "b"] }, "read", "a"],
  ["get_user_details", { user_id: "u1" }, "other", '{"user_id":"u1"}'],
];

describe("classifyCommand on tool calls", () => {
  it.each(CALLS)("%s %j", (tool, args, kind, target) => {
    expect(classifyCommand(JSON.stringify(args), tool)).toEqual({ kind, actionType: tool, target });
  });
  it("reads SWE-agent's text form of a call", () => {
    expect(classifyCommand("str_replace_editor view /a.py", "str_replace_editor")).toEqual({
      kind: "read",
      actionType: "str_replace_editor",
      target: "/a.py",
    });
    expect(classifyCommand("grep -n x a.py", "bash")).toEqual({ kind: "search", actionType: "bash", target: "x" });
    expect(classifyCommand("a question", "think")).toEqual({
      kind: "other",
      actionType: "think",
      target: "a question",
    });
  });
});

describe("target", () => {
  it("is one line of at most 200 units and never half a pair", () => {
    for (const command of [`python ${"a ".repeat(500)}`, `python ${"x".repeat(191)}😀😀`, `cat ${"😀".repeat(3000)}`]) {
      const { target } = classifyCommand(command);
      expect(target.length).toBeLessThanOrEqual(200);
      expect(target.isWellFormed() && target.endsWith("…")).toBe(true);
    }
  });
});
