import type { Command } from "commander";
import { verifyFolder } from "../exporters/verify.ts";
import { openOutput, plural } from "./output.ts";

export function verifyCommand(program: Command): void {
  program
    .command("verify")
    .description("check that an exported folder is what was exported; needs nothing but the folder")
    .argument("<dir>", "the folder")
    .option("--json", "one JSON object a fault, then a summary")
    .action(verify);
}

async function verify(dir: string, { json }: { json?: boolean }): Promise<void> {
  const output = openOutput({ isJson: json === true, columns: [{ title: "fault", width: 0 }] });
  const { files, bytes, rows, contentSha256, faults } = await verifyFolder(dir);
  for (const fault of faults) {
    if (json) output.row({ fault }, [fault]);
    output.note(fault);
  }
  const found = `${plural(files, "file")}, ${plural(rows, "row")}, ${plural(bytes, "byte")}`;
  const result =
    faults.length === 0
      ? `All is as exported: ${found}. ${contentSha256 ?? ""}`
      : `${plural(faults.length, "fault")} in ${found}.`;
  output.summary({ dir, files, bytes, rows, contentSha256, faults: faults.length }, result);
  if (faults.length > 0) process.exitCode = 1;
}
