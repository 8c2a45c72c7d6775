import {
  Bot,
  CircleDot,
  FileDiff,
  FileText,
  FlaskConical,
  Globe,
  MessageSquare,
  Search,
  Send,
  Terminal,
} from "lucide-react";
import type { StepKind } from "@/lib/domain/record/step";

const KINDS: Record<StepKind, { icon: typeof Bot; word: string }> = {
  shell: { icon: Terminal, word: "Shell" },
  read: { icon: FileText, word: "Read" },
  edit: { icon: FileDiff, word: "Edit" },
  search: { icon: Search, word: "Search" },
  test: { icon: FlaskConical, word: "Test" },
  browser: { icon: Globe, word: "Browser" },
  message: { icon: MessageSquare, word: "Message" },
  subagent: { icon: Bot, word: "Sub-agent" },
  submit: { icon: Send, word: "Submit" },
  other: { icon: CircleDot, word: "Other" },
};

export function kindWord(kind: StepKind): string {
  return KINDS[kind].word;
}

/** The kind of a step as an icon without colour; the word beside it or its title says the same. */
export function StepKindIcon({ kind, size = 16 }: { kind: StepKind; size?: number }) {
  const Icon = KINDS[kind].icon;
  return <Icon size={size} strokeWidth={1.75} aria-hidden className="shrink-0 text-fg-3" />;
}
