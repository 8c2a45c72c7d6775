import { Upload } from "lucide-react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/states";

/** An empty project: what fills it. */
export function NoRuns({ canImport, onChoose }: { canImport: boolean; onChoose: () => void }) {
  if (!canImport)
    return (
      <EmptyState title="No runs in this project yet">
        Leads, engineers and admins bring runs in. They will stand here.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No runs in this project yet"
      icon={<Upload size={16} aria-hidden className="text-fg-3" />}
      action={
        <Button variant="default" onClick={onChoose}>
          Choose files
        </Button>
      }
    >
      <p>Drop files, folders or archives of agent runs anywhere on this page; the format is read from the content.</p>
      <p>
        Or from a terminal: <code className="font-mono text-code">npx runtape import path/to/runs</code>
      </p>
    </EmptyState>
  );
}
