import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";

export default function NotFoundPage() {
  return (
    <main className="mx-auto max-w-[640px] pt-16">
      <EmptyState
        title="Nothing is here"
        action={
          <Link href="/runs" className={buttonClass()}>
            Open the runs
          </Link>
        }
      >
        The address may be wrong, the run may be gone, or it belongs to a project you are not a member of.
      </EmptyState>
    </main>
  );
}
