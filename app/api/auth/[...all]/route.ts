import { authRoute } from "@/lib/http/auth-route";

export const GET = authRoute("GET");
export const POST = authRoute("POST");
