import type { Metadata } from "next";
import { SetupScreen } from "@/components/screens/setup/setup-screen";

export const metadata: Metadata = { title: "First admin" };

export default async function SetupPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  return <SetupScreen token={(await searchParams).token ?? ""} />;
}
