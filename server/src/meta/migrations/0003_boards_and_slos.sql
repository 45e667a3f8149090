CREATE TABLE "boards" (
	"id" text PRIMARY KEY NOT NULL,
	"project" text NOT NULL,
	"name" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slos" (
	"id" text PRIMARY KEY NOT NULL,
	"project" text NOT NULL,
	"name" text NOT NULL,
	"indicator" jsonb NOT NULL,
	"filter" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"objective" numeric NOT NULL,
	"window_days" integer NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "slos_objective" CHECK ("slos"."objective" > 0 and "slos"."objective" < 100),
	CONSTRAINT "slos_window" CHECK ("slos"."window_days" between 1 and 90)
);
--> statement-breakpoint
ALTER TABLE "boards" ADD CONSTRAINT "boards_project_projects_id_fk" FOREIGN KEY ("project") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "slos" ADD CONSTRAINT "slos_project_projects_id_fk" FOREIGN KEY ("project") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "boards_name" ON "boards" USING btree ("project","name");--> statement-breakpoint
CREATE UNIQUE INDEX "slos_name" ON "slos" USING btree ("project","name");