// Generated from the migrations; never edited. Regenerate: npx vitest run --project database supabase/tests/database-types.test.ts --update
// biome-ignore-all lint: generated

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      api_keys: {
        Row: {
          created_at: string;
          created_by: string;
          expires_at: string | null;
          hint: string;
          id: number;
          lane_ids: number[];
          last_used_at: string | null;
          name: string;
          revoked_at: string | null;
          scopes: string[];
          session_ids: number[];
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          created_by: string;
          expires_at?: string | null;
          hint: string;
          id?: never;
          lane_ids?: number[];
          last_used_at?: string | null;
          name: string;
          revoked_at?: string | null;
          scopes: string[];
          session_ids?: number[];
        };
        Update: {
          created_at?: string;
          created_by?: string;
          expires_at?: string | null;
          hint?: string;
          id?: never;
          lane_ids?: number[];
          last_used_at?: string | null;
          name?: string;
          revoked_at?: string | null;
          scopes?: string[];
          session_ids?: number[];
        };
        Relationships: [];
      };
      approval_decisions: {
        Row: {
          actor: string;
          actor_name: string;
          approval_id: number;
          comment: string | null;
          decided_at: string;
          decision: string;
          digest: string;
          session_id: number;
        };
        ComputedFields: never;
        Insert: {
          actor: string;
          actor_name: string;
          approval_id: number;
          comment?: string | null;
          decided_at: string;
          decision: string;
          digest: string;
          session_id: number;
        };
        Update: {
          actor?: string;
          actor_name?: string;
          approval_id?: number;
          comment?: string | null;
          decided_at?: string;
          decision?: string;
          digest?: string;
          session_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: "approval_decisions_approval_id_fkey";
            columns: ["approval_id"];
            isOneToOne: false;
            referencedRelation: "approvals";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "approval_decisions_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      approvals: {
        Row: {
          asked_by: string[];
          attempt: number;
          body: string;
          deadline_at: string;
          decided_at: string | null;
          digest: string;
          id: number;
          input: Json | null;
          input_schema: NonNullable<Json>;
          min_count: number;
          not_requester: boolean;
          on_deadline: string;
          requested_at: string;
          roles: string[];
          run_id: number;
          session_id: number;
          status: string;
          step: number;
          step_name: string;
          title: string;
        };
        ComputedFields: never;
        Insert: {
          asked_by: string[];
          attempt: number;
          body: string;
          deadline_at: string;
          decided_at?: string | null;
          digest: string;
          id?: never;
          input?: Json | null;
          input_schema: NonNullable<Json>;
          min_count: number;
          not_requester: boolean;
          on_deadline: string;
          requested_at: string;
          roles: string[];
          run_id: number;
          session_id: number;
          status?: string;
          step: number;
          step_name: string;
          title: string;
        };
        Update: {
          asked_by?: string[];
          attempt?: number;
          body?: string;
          deadline_at?: string;
          decided_at?: string | null;
          digest?: string;
          id?: never;
          input?: Json | null;
          input_schema?: NonNullable<Json>;
          min_count?: number;
          not_requester?: boolean;
          on_deadline?: string;
          requested_at?: string;
          roles?: string[];
          run_id?: number;
          session_id?: number;
          status?: string;
          step?: number;
          step_name?: string;
          title?: string;
        };
        Relationships: [
          {
            foreignKeyName: "approvals_run_id_attempt_step_fkey";
            columns: ["run_id", "attempt", "step"];
            isOneToOne: true;
            referencedRelation: "run_steps";
            referencedColumns: ["run_id", "attempt", "step"];
          },
          {
            foreignKeyName: "approvals_run_id_fkey";
            columns: ["run_id"];
            isOneToOne: false;
            referencedRelation: "runs";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "approvals_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      artifacts: {
        Row: {
          attempt: number;
          body: string | null;
          created_at: string;
          encoding: string | null;
          id: number;
          kind: string;
          media_type: string;
          name: string;
          object_path: string | null;
          run_id: number;
          session_id: number;
          sha256: string;
          size: number;
          step: number;
        };
        ComputedFields: never;
        Insert: {
          attempt: number;
          body?: string | null;
          created_at: string;
          encoding?: string | null;
          id?: never;
          kind: string;
          media_type: string;
          name: string;
          object_path?: string | null;
          run_id: number;
          session_id: number;
          sha256: string;
          size: number;
          step: number;
        };
        Update: {
          attempt?: number;
          body?: string | null;
          created_at?: string;
          encoding?: string | null;
          id?: never;
          kind?: string;
          media_type?: string;
          name?: string;
          object_path?: string | null;
          run_id?: number;
          session_id?: number;
          sha256?: string;
          size?: number;
          step?: number;
        };
        Relationships: [
          {
            foreignKeyName: "artifacts_run_id_attempt_fkey";
            columns: ["run_id", "attempt"];
            isOneToOne: false;
            referencedRelation: "run_attempts";
            referencedColumns: ["run_id", "number"];
          },
          {
            foreignKeyName: "artifacts_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      audit_log: {
        Row: {
          actor: string;
          actor_name: string;
          at: string;
          command: string;
          id: number;
          input: NonNullable<Json>;
          message: string | null;
          outcome: string;
          request_id: string;
          run_id: number | null;
          session_id: number | null;
        };
        ComputedFields: never;
        Insert: {
          actor: string;
          actor_name: string;
          at: string;
          command: string;
          id?: never;
          input: NonNullable<Json>;
          message?: string | null;
          outcome: string;
          request_id: string;
          run_id?: number | null;
          session_id?: number | null;
        };
        Update: {
          actor?: string;
          actor_name?: string;
          at?: string;
          command?: string;
          id?: never;
          input?: NonNullable<Json>;
          message?: string | null;
          outcome?: string;
          request_id?: string;
          run_id?: number | null;
          session_id?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: "audit_log_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      bulk_operations: {
        Row: {
          action: string;
          created_at: string;
          created_by: string;
          created_by_name: string;
          done: number;
          failed: number;
          filter: NonNullable<Json>;
          finished_at: string | null;
          id: number;
          next_before: number | null;
          note: string | null;
          reason: string | null;
          retry_from: string | null;
          session_id: number | null;
          skipped: number;
          status: string;
          stepped_at: string;
          total: number;
          total_complete: boolean;
        };
        ComputedFields: never;
        Insert: {
          action: string;
          created_at: string;
          created_by: string;
          created_by_name: string;
          done?: number;
          failed?: number;
          filter: NonNullable<Json>;
          finished_at?: string | null;
          id?: never;
          next_before?: number | null;
          note?: string | null;
          reason?: string | null;
          retry_from?: string | null;
          session_id?: number | null;
          skipped?: number;
          status?: string;
          stepped_at: string;
          total: number;
          total_complete: boolean;
        };
        Update: {
          action?: string;
          created_at?: string;
          created_by?: string;
          created_by_name?: string;
          done?: number;
          failed?: number;
          filter?: NonNullable<Json>;
          finished_at?: string | null;
          id?: never;
          next_before?: number | null;
          note?: string | null;
          reason?: string | null;
          retry_from?: string | null;
          session_id?: number | null;
          skipped?: number;
          status?: string;
          stepped_at?: string;
          total?: number;
          total_complete?: boolean;
        };
        Relationships: [
          {
            foreignKeyName: "bulk_operations_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      chat_messages: {
        Row: {
          author: string;
          author_name: string;
          body: string;
          command: string | null;
          id: number;
          lane_id: number | null;
          message_id: string;
          outcome: string | null;
          outcome_message: string | null;
          request_id: string | null;
          run_id: number | null;
          sent_at: string;
          session_id: number;
        };
        ComputedFields: never;
        Insert: {
          author: string;
          author_name: string;
          body: string;
          command?: string | null;
          id?: never;
          lane_id?: number | null;
          message_id: string;
          outcome?: string | null;
          outcome_message?: string | null;
          request_id?: string | null;
          run_id?: number | null;
          sent_at: string;
          session_id: number;
        };
        Update: {
          author?: string;
          author_name?: string;
          body?: string;
          command?: string | null;
          id?: never;
          lane_id?: number | null;
          message_id?: string;
          outcome?: string | null;
          outcome_message?: string | null;
          request_id?: string | null;
          run_id?: number | null;
          sent_at?: string;
          session_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: "chat_messages_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      invitations: {
        Row: {
          accepted_at: string | null;
          accepted_by: string | null;
          accepted_by_name: string | null;
          created_at: string;
          created_by: string;
          created_by_name: string;
          email: string | null;
          expires_at: string;
          hint: string;
          id: number;
          revoked_at: string | null;
          revoked_by: string | null;
          role: string;
        };
        ComputedFields: never;
        Insert: {
          accepted_at?: string | null;
          accepted_by?: string | null;
          accepted_by_name?: string | null;
          created_at: string;
          created_by: string;
          created_by_name: string;
          email?: string | null;
          expires_at: string;
          hint: string;
          id?: never;
          revoked_at?: string | null;
          revoked_by?: string | null;
          role: string;
        };
        Update: {
          accepted_at?: string | null;
          accepted_by?: string | null;
          accepted_by_name?: string | null;
          created_at?: string;
          created_by?: string;
          created_by_name?: string;
          email?: string | null;
          expires_at?: string;
          hint?: string;
          id?: never;
          revoked_at?: string | null;
          revoked_by?: string | null;
          role?: string;
        };
        Relationships: [];
      };
      lanes: {
        Row: {
          capacity: number | null;
          id: number;
          name: string;
          pause_note: string | null;
          paused_at: string | null;
          paused_by: string | null;
          position: number;
          session_id: number;
        };
        ComputedFields: never;
        Insert: {
          capacity?: number | null;
          id?: never;
          name: string;
          pause_note?: string | null;
          paused_at?: string | null;
          paused_by?: string | null;
          position: number;
          session_id: number;
        };
        Update: {
          capacity?: number | null;
          id?: never;
          name?: string;
          pause_note?: string | null;
          paused_at?: string | null;
          paused_by?: string | null;
          position?: number;
          session_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: "lanes_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      operators: {
        Row: {
          created_at: string;
          default_run_view_id: number | null;
          disabled_at: string | null;
          display_name: string;
          role: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          default_run_view_id?: number | null;
          disabled_at?: string | null;
          display_name: string;
          role: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          default_run_view_id?: number | null;
          disabled_at?: string | null;
          display_name?: string;
          role?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "operators_default_run_view_id_fkey";
            columns: ["default_run_view_id"];
            isOneToOne: false;
            referencedRelation: "run_views";
            referencedColumns: ["id"];
          },
        ];
      };
      retention: {
        Row: {
          changed_at: string | null;
          changed_by: string | null;
          keep_failed_days: number | null;
          keep_succeeded_days: number | null;
          only_row: boolean;
        };
        ComputedFields: never;
        Insert: {
          changed_at?: string | null;
          changed_by?: string | null;
          keep_failed_days?: number | null;
          keep_succeeded_days?: number | null;
          only_row?: boolean;
        };
        Update: {
          changed_at?: string | null;
          changed_by?: string | null;
          keep_failed_days?: number | null;
          keep_succeeded_days?: number | null;
          only_row?: boolean;
        };
        Relationships: [];
      };
      run_attempts: {
        Row: {
          cancel_acknowledged_at: string | null;
          claimed_at: string;
          error: string | null;
          failure_code: string | null;
          finished_at: string | null;
          kill_sent_at: string | null;
          number: number;
          outcome: string | null;
          processes_gone_at: string | null;
          processes_until: string | null;
          run_id: number;
          session_id: number;
          started_at: string | null;
          term_sent_at: string | null;
          worker_id: string;
          worker_name: string;
        };
        ComputedFields: never;
        Insert: {
          cancel_acknowledged_at?: string | null;
          claimed_at: string;
          error?: string | null;
          failure_code?: string | null;
          finished_at?: string | null;
          kill_sent_at?: string | null;
          number: number;
          outcome?: string | null;
          processes_gone_at?: string | null;
          processes_until?: string | null;
          run_id: number;
          session_id: number;
          started_at?: string | null;
          term_sent_at?: string | null;
          worker_id: string;
          worker_name: string;
        };
        Update: {
          cancel_acknowledged_at?: string | null;
          claimed_at?: string;
          error?: string | null;
          failure_code?: string | null;
          finished_at?: string | null;
          kill_sent_at?: string | null;
          number?: number;
          outcome?: string | null;
          processes_gone_at?: string | null;
          processes_until?: string | null;
          run_id?: number;
          session_id?: number;
          started_at?: string | null;
          term_sent_at?: string | null;
          worker_id?: string;
          worker_name?: string;
        };
        Relationships: [
          {
            foreignKeyName: "run_attempts_run_id_fkey";
            columns: ["run_id"];
            isOneToOne: false;
            referencedRelation: "runs";
            referencedColumns: ["id"];
          },
        ];
      };
      run_events: {
        Row: {
          attempt: number;
          body: string;
          emitted_at: string;
          hash: string;
          kind: string;
          recorded_at: string;
          run_id: number;
          seq: number;
          session_id: number;
          step: number | null;
          stream: string;
        };
        ComputedFields: never;
        Insert: {
          attempt: number;
          body: string;
          emitted_at: string;
          hash: string;
          kind: string;
          recorded_at: string;
          run_id: number;
          seq: number;
          session_id: number;
          step?: number | null;
          stream: string;
        };
        Update: {
          attempt?: number;
          body?: string;
          emitted_at?: string;
          hash?: string;
          kind?: string;
          recorded_at?: string;
          run_id?: number;
          seq?: number;
          session_id?: number;
          step?: number | null;
          stream?: string;
        };
        Relationships: [];
      };
      run_log_purges: {
        Row: {
          artifacts: NonNullable<Json>;
          entries: number;
          head: string;
          purged_at: string;
          purged_by: string;
          purging_xid: unknown;
          run_id: number;
          session_id: number;
        };
        ComputedFields: never;
        Insert: {
          artifacts?: NonNullable<Json>;
          entries: number;
          head: string;
          purged_at: string;
          purged_by: string;
          purging_xid?: unknown;
          run_id: number;
          session_id: number;
        };
        Update: {
          artifacts?: NonNullable<Json>;
          entries?: number;
          head?: string;
          purged_at?: string;
          purged_by?: string;
          purging_xid?: unknown;
          run_id?: number;
          session_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: "run_log_purges_run_id_fkey";
            columns: ["run_id"];
            isOneToOne: false;
            referencedRelation: "runs";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "run_log_purges_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
        ];
      };
      run_steps: {
        Row: {
          attempt: number;
          error: string | null;
          exit_code: number | null;
          failure_code: string | null;
          finished_at: string | null;
          kind: string;
          name: string;
          outputs: NonNullable<Json>;
          run_id: number;
          session_id: number;
          signal: string | null;
          started_at: string | null;
          status: string;
          step: number;
        };
        ComputedFields: never;
        Insert: {
          attempt: number;
          error?: string | null;
          exit_code?: number | null;
          failure_code?: string | null;
          finished_at?: string | null;
          kind: string;
          name: string;
          outputs?: NonNullable<Json>;
          run_id: number;
          session_id: number;
          signal?: string | null;
          started_at?: string | null;
          status?: string;
          step: number;
        };
        Update: {
          attempt?: number;
          error?: string | null;
          exit_code?: number | null;
          failure_code?: string | null;
          finished_at?: string | null;
          kind?: string;
          name?: string;
          outputs?: NonNullable<Json>;
          run_id?: number;
          session_id?: number;
          signal?: string | null;
          started_at?: string | null;
          status?: string;
          step?: number;
        };
        Relationships: [];
      };
      run_template_versions: {
        Row: {
          created_at: string;
          created_by: string;
          created_by_name: string;
          definition: NonNullable<Json>;
          id: number;
          note: string | null;
          source: string | null;
          template_id: number;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          created_by: string;
          created_by_name: string;
          definition: NonNullable<Json>;
          id?: never;
          note?: string | null;
          source?: string | null;
          template_id: number;
          version: number;
        };
        Update: {
          created_at?: string;
          created_by?: string;
          created_by_name?: string;
          definition?: NonNullable<Json>;
          id?: never;
          note?: string | null;
          source?: string | null;
          template_id?: number;
          version?: number;
        };
        Relationships: [
          {
            foreignKeyName: "run_template_versions_template_id_fkey";
            columns: ["template_id"];
            isOneToOne: false;
            referencedRelation: "run_templates";
            referencedColumns: ["id"];
          },
        ];
      };
      run_templates: {
        Row: {
          archived_at: string | null;
          created_at: string;
          id: number;
          slug: string;
        };
        ComputedFields: never;
        Insert: {
          archived_at?: string | null;
          created_at?: string;
          id?: never;
          slug: string;
        };
        Update: {
          archived_at?: string | null;
          created_at?: string;
          id?: never;
          slug?: string;
        };
        Relationships: [];
      };
      run_views: {
        Row: {
          created_at: string;
          id: number;
          name: string;
          owner: string;
          owner_name: string;
          query: string;
          shared: boolean;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at: string;
          id?: never;
          name: string;
          owner: string;
          owner_name: string;
          query: string;
          shared: boolean;
          updated_at: string;
        };
        Update: {
          created_at?: string;
          id?: never;
          name?: string;
          owner?: string;
          owner_name?: string;
          query?: string;
          shared?: boolean;
          updated_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: "run_views_owner_fkey";
            columns: ["owner"];
            isOneToOne: false;
            referencedRelation: "operators";
            referencedColumns: ["user_id"];
          },
        ];
      };
      runs: {
        Row: {
          adhoc_definition: Json | null;
          also_asked_by: string[] | null;
          attempt: number;
          available_at: string | null;
          cancel_reason: string | null;
          cancel_requested_at: string | null;
          cancel_requested_by: string | null;
          claim_class: string | null;
          cloned_from: number | null;
          concurrency_key: string | null;
          concurrency_limit: number | null;
          created_at: string;
          elapsed_seconds: number;
          error: string | null;
          failed_attempts: number;
          failure_code: string | null;
          finished_at: string | null;
          held: boolean;
          holds_slot: boolean;
          id: number;
          idempotency_hash: string | null;
          idempotency_key: string | null;
          lane_id: number;
          max_attempts: number;
          parameters: NonNullable<Json>;
          priority: number;
          purged_at: string | null;
          queue_expires_at: string | null;
          queued_at: string;
          rank: number;
          repo: string | null;
          requested_by: string;
          requested_by_name: string;
          required_labels: string[];
          restricted: boolean;
          resuming: boolean;
          schedule_id: number | null;
          scheduled_for: string | null;
          session_id: number;
          start_step: number;
          started_at: string | null;
          status: string;
          template_version_id: number | null;
          timeout_seconds: number | null;
          title: string;
        };
        ComputedFields: never;
        Insert: {
          adhoc_definition?: Json | null;
          also_asked_by?: string[] | null;
          attempt?: number;
          available_at?: string | null;
          cancel_reason?: string | null;
          cancel_requested_at?: string | null;
          cancel_requested_by?: string | null;
          claim_class?: never;
          cloned_from?: number | null;
          concurrency_key?: string | null;
          concurrency_limit?: number | null;
          created_at?: string;
          elapsed_seconds?: number;
          error?: string | null;
          failed_attempts?: number;
          failure_code?: string | null;
          finished_at?: string | null;
          held?: boolean;
          holds_slot?: never;
          id?: never;
          idempotency_hash?: string | null;
          idempotency_key?: string | null;
          lane_id: number;
          max_attempts?: number;
          parameters?: NonNullable<Json>;
          priority?: number;
          purged_at?: string | null;
          queue_expires_at?: string | null;
          queued_at?: string;
          rank: number;
          repo?: string | null;
          requested_by: string;
          requested_by_name: string;
          required_labels?: string[];
          restricted?: never;
          resuming?: boolean;
          schedule_id?: number | null;
          scheduled_for?: string | null;
          session_id: number;
          start_step?: number;
          started_at?: string | null;
          status?: string;
          template_version_id?: number | null;
          timeout_seconds?: number | null;
          title: string;
        };
        Update: {
          adhoc_definition?: Json | null;
          also_asked_by?: string[] | null;
          attempt?: number;
          available_at?: string | null;
          cancel_reason?: string | null;
          cancel_requested_at?: string | null;
          cancel_requested_by?: string | null;
          claim_class?: never;
          cloned_from?: number | null;
          concurrency_key?: string | null;
          concurrency_limit?: number | null;
          created_at?: string;
          elapsed_seconds?: number;
          error?: string | null;
          failed_attempts?: number;
          failure_code?: string | null;
          finished_at?: string | null;
          held?: boolean;
          holds_slot?: never;
          id?: never;
          idempotency_hash?: string | null;
          idempotency_key?: string | null;
          lane_id?: number;
          max_attempts?: number;
          parameters?: NonNullable<Json>;
          priority?: number;
          purged_at?: string | null;
          queue_expires_at?: string | null;
          queued_at?: string;
          rank?: number;
          repo?: string | null;
          requested_by?: string;
          requested_by_name?: string;
          required_labels?: string[];
          restricted?: never;
          resuming?: boolean;
          schedule_id?: number | null;
          scheduled_for?: string | null;
          session_id?: number;
          start_step?: number;
          started_at?: string | null;
          status?: string;
          template_version_id?: number | null;
          timeout_seconds?: number | null;
          title?: string;
        };
        Relationships: [
          {
            foreignKeyName: "a_run_knows_its_schedule";
            columns: ["schedule_id"];
            isOneToOne: false;
            referencedRelation: "schedules";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "runs_cloned_from_fkey";
            columns: ["cloned_from"];
            isOneToOne: false;
            referencedRelation: "runs";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "runs_lane_id_fkey";
            columns: ["lane_id"];
            isOneToOne: false;
            referencedRelation: "lanes";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "runs_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "runs_template_version_id_fkey";
            columns: ["template_version_id"];
            isOneToOne: false;
            referencedRelation: "run_template_versions";
            referencedColumns: ["id"];
          },
        ];
      };
      schedules: {
        Row: {
          catch_up: string;
          created_at: string;
          cron: string;
          deleted_at: string | null;
          id: number;
          lane_id: number;
          last_note: string | null;
          last_occurrence_at: string | null;
          last_run_id: number | null;
          name: string;
          next_at: string | null;
          overlap: string;
          owner: string;
          owner_name: string;
          parameters: NonNullable<Json>;
          pause_note: string | null;
          paused_at: string | null;
          paused_by: string | null;
          revision: number;
          session_id: number;
          template_id: number;
          time_zone: string;
        };
        ComputedFields: never;
        Insert: {
          catch_up: string;
          created_at: string;
          cron: string;
          deleted_at?: string | null;
          id?: never;
          lane_id: number;
          last_note?: string | null;
          last_occurrence_at?: string | null;
          last_run_id?: number | null;
          name: string;
          next_at?: string | null;
          overlap: string;
          owner: string;
          owner_name: string;
          parameters: NonNullable<Json>;
          pause_note?: string | null;
          paused_at?: string | null;
          paused_by?: string | null;
          revision?: number;
          session_id: number;
          template_id: number;
          time_zone: string;
        };
        Update: {
          catch_up?: string;
          created_at?: string;
          cron?: string;
          deleted_at?: string | null;
          id?: never;
          lane_id?: number;
          last_note?: string | null;
          last_occurrence_at?: string | null;
          last_run_id?: number | null;
          name?: string;
          next_at?: string | null;
          overlap?: string;
          owner?: string;
          owner_name?: string;
          parameters?: NonNullable<Json>;
          pause_note?: string | null;
          paused_at?: string | null;
          paused_by?: string | null;
          revision?: number;
          session_id?: number;
          template_id?: number;
          time_zone?: string;
        };
        Relationships: [
          {
            foreignKeyName: "schedules_lane_id_fkey";
            columns: ["lane_id"];
            isOneToOne: false;
            referencedRelation: "lanes";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "schedules_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "schedules_template_id_fkey";
            columns: ["template_id"];
            isOneToOne: false;
            referencedRelation: "run_templates";
            referencedColumns: ["id"];
          },
        ];
      };
      session_members: {
        Row: {
          added_at: string;
          session_id: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          added_at?: string;
          session_id: number;
          user_id: string;
        };
        Update: {
          added_at?: string;
          session_id?: number;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "session_members_session_id_fkey";
            columns: ["session_id"];
            isOneToOne: false;
            referencedRelation: "sessions";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "session_members_user_id_fkey";
            columns: ["user_id"];
            isOneToOne: false;
            referencedRelation: "operators";
            referencedColumns: ["user_id"];
          },
        ];
      };
      sessions: {
        Row: {
          archived_at: string | null;
          created_at: string;
          created_by: string;
          id: number;
          name: string;
          visibility: string;
        };
        ComputedFields: never;
        Insert: {
          archived_at?: string | null;
          created_at?: string;
          created_by: string;
          id?: never;
          name: string;
          visibility?: string;
        };
        Update: {
          archived_at?: string | null;
          created_at?: string;
          created_by?: string;
          id?: never;
          name?: string;
          visibility?: string;
        };
        Relationships: [];
      };
      workers: {
        Row: {
          api_key_id: number;
          drain_requested_at: string | null;
          drain_requested_by: string | null;
          first_seen_at: string;
          host: string;
          id: string;
          labels: string[];
          last_seen_at: string;
          name: string;
          slots: number;
          version: string;
        };
        ComputedFields: never;
        Insert: {
          api_key_id: number;
          drain_requested_at?: string | null;
          drain_requested_by?: string | null;
          first_seen_at?: string;
          host: string;
          id: string;
          labels?: string[];
          last_seen_at?: string;
          name: string;
          slots: number;
          version: string;
        };
        Update: {
          api_key_id?: number;
          drain_requested_at?: string | null;
          drain_requested_by?: string | null;
          first_seen_at?: string;
          host?: string;
          id?: string;
          labels?: string[];
          last_seen_at?: string;
          name?: string;
          slots?: number;
          version?: string;
        };
        Relationships: [
          {
            foreignKeyName: "workers_api_key_id_fkey";
            columns: ["api_key_id"];
            isOneToOne: false;
            referencedRelation: "api_keys";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      count_runs: { Args: { filter: Json }; Returns: Json };
      explain_runs: { Args: { run_ids: number[] }; Returns: Json };
      find_audit: { Args: { before?: number; filter: Json; max_rows?: number }; Returns: Json };
      find_log_lines: { Args: { after?: number; max_rows?: number; query: string; run_id: number }; Returns: Json };
      find_runs: { Args: { before?: number; filter: Json; max_rows?: number }; Returns: Json };
      list_workers: { Args: Record<PropertyKey, never>; Returns: Json };
      my_finished_runs: {
        Args: { since: string };
        Returns: {
          failure_code: string;
          finished_at: string;
          id: number;
          session_id: number;
          session_name: string;
          status: string;
          title: string;
        }[];
      };
      overview: { Args: { period: string; session_id?: number }; Returns: Json };
      server_time: { Args: Record<PropertyKey, never>; Returns: string };
      session_board: { Args: { session_id: number }; Returns: Json };
      setup_state: { Args: { p_objects?: string[] }; Returns: Json };
      template_overview: { Args: Record<PropertyKey, never>; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {},
  },
} as const;
