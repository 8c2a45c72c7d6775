import { getHealth } from "../../api/contract/people.ts";
import { AppError } from "../../domain/errors.ts";
import { query } from "../verb.ts";

export const VERSION = "0.1.0";

/** Whether a save would be taken now: the database answers on its write path and files can be written. */
export const readHealth = query({
  name: "read-health",
  access: { permission: "public" },
  input: getHealth.input,
  async run({ ctx }) {
    const [state] = await ctx.db.prisma.$queryRaw<
      { isReadOnly: boolean }[]
    >`SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "isReadOnly"`.catch(() => []);
    if (!state || state.isReadOnly)
      throw new AppError(
        "unavailable",
        "The database takes no saves now. Your work is kept in the browser and sent when it does.",
      );
    await ctx.files.probe().catch(() => {
      throw new AppError("unavailable", "The data folder takes no files now. Check its space and its rights.");
    });
    return { status: "ready" as const, version: VERSION };
  },
});
