// Made by `npm run schema` from /api/openapi.json: do not change it here.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description RFC 9457 problem details */
        Problem: {
            /** @description urn:evenhand:problem:CODE */
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            /** @description what to do about it */
            hint?: string;
            gates?: components["schemas"]["Gate"][];
            diagnostics?: components["schemas"]["Diagnostic"][];
        };
        /** @description One thing that stands in the way */
        Gate: {
            path?: string;
            step_id?: string;
            step_title?: string;
            /** @description task, ask, check, approval, action, wait, send, guard, role, paused, … */
            kind: string;
            message: string;
            /** @description FEEL, for checks and guards */
            condition?: string;
            facts?: string[];
            law?: string[];
            /** @description what to do, one sentence */
            remedy?: string;
        };
        Gates: {
            gates: components["schemas"]["Gate"][];
        };
        Diagnostic: {
            /** @enum {string} */
            severity: "error" | "warning" | "note";
            code: string;
            message: string;
            hint: string;
            /** @description from 1; 0 for the text as a whole */
            line: number;
            /** @description in code points, from 1 */
            column: number;
            end_line: number;
            end_column: number;
        };
        /** @description null, a boolean, number, text or list is itself; other values are {"@date": …}, @time, @date-time, @duration */
        FeelValue: unknown;
        Person: {
            id: string;
            name: string;
            email: string;
            roles: string[];
            teams: string[];
            /** @description en or es */
            language: string;
            /** @description where the person works, MA */
            state: string;
            active: boolean;
            created_at: string | null;
            /** @enum {string} */
            theme: "system" | "light" | "dark";
        };
        Session: {
            person: components["schemas"]["Person"];
            /** @description value of X-Evenhand-CSRF; empty for a token */
            csrf: string;
            company: string;
            permissions: string[];
        };
        OpenSession: {
            id: string;
            user_agent: string;
            created_at: string | null;
            seen_at: string | null;
            expires_at: string | null;
            /** @description the one that asks */
            current: boolean;
        };
        Role: {
            name: string;
            permissions: string[];
        };
        Token: {
            id: string;
            name: string;
            scopes: string[];
            created_at: string | null;
            expires_at: string | null;
            used_at: string | null;
            revoked_at: string | null;
            /** @description only in the answer that made it; null in its repeat */
            secret?: string | null;
        };
        Notification: {
            id: string;
            case: string;
            case_number?: string;
            /** @description empty when the customer was erased */
            case_subject?: string;
            kind: string;
            text: string;
            /** @description person:ID, role:NAME or team:NAME */
            to: string;
            at: string | null;
            read: boolean;
        };
        NotificationList: {
            items: components["schemas"]["Notification"][];
            next_cursor: string | null;
            unread: number;
        };
        ProcedureSummary: {
            id: string;
            title: string;
            /** @description as the reader's language has it */
            title_label: string;
            summary: string;
            /** @description likewise */
            summary_label: string;
            owner: string;
            /** @description likewise */
            owner_label: string;
            /** @description 0: a draft only */
            version: number;
            hash: string;
            published_at?: string | null;
            published_by?: string;
            changed_at?: string | null;
            topics: string[];
            states: string[];
            channels: string[];
            languages: string[];
            products: string[];
            outcomes: string[];
            guidance_only: boolean;
            has_draft: boolean;
            /** @description open or paused */
            open_cases: number;
        };
        Procedure: {
            id: string;
            title: string;
            /** @description as the reader's language has it */
            title_label: string;
            summary: string;
            /** @description likewise */
            summary_label: string;
            owner: string;
            /** @description likewise */
            owner_label: string;
            /** @description 0: a draft only */
            version: number;
            hash: string;
            published_at?: string | null;
            published_by?: string;
            changed_at?: string | null;
            topics: string[];
            states: string[];
            channels: string[];
            languages: string[];
            products: string[];
            outcomes: string[];
            guidance_only: boolean;
            has_draft: boolean;
            /** @description open or paused */
            open_cases: number;
            /** @description the version */
            number: number;
            note: string;
            /** @description the SOP file */
            source: string;
            compiled: components["schemas"]["Compiled"];
            review_due: string | null;
            status: components["schemas"]["VersionStatus"];
            effective_at: string | null;
            expires_at: string | null;
            withdrawn_at: string | null;
            approvers: string[];
        };
        /** @description the procedure's model, with the place of each part in the source */
        Compiled: {
            [key: string]: unknown;
        };
        /** @enum {string} */
        VersionStatus: "scheduled" | "in-force" | "superseded" | "expired" | "withdrawn";
        Change: {
            /** @enum {string} */
            kind: "added" | "removed" | "changed" | "moved";
            where: string;
            before: string;
            after: string;
            /** @description names it in `classes` */
            key: string;
            /** @enum {string} */
            class: "editorial" | "clarifying" | "material";
            /** @enum {string} */
            proposed: "editorial" | "clarifying" | "material";
            /** @description of the proposal, in the reader's language */
            why: string;
            /** @description by the author */
            confirmed: boolean;
            /** @description the author's reason for another class */
            because: string;
        };
        Version: {
            number: number;
            hash: string;
            title: string;
            note: string;
            published_at: string | null;
            published_by: string;
            status: components["schemas"]["VersionStatus"];
            effective_at: string | null;
            expires_at: string | null;
            withdrawn_at: string | null;
            /** @description when one is asked for */
            id?: string;
            /** @description likewise */
            source?: string;
            changes?: components["schemas"]["Change"][];
        };
        SubmissionApproval: {
            name: string;
            roles: string[];
            at: string | null;
        };
        Submission: {
            id: string;
            procedure: string;
            /** @enum {string} */
            status: "open" | "published" | "sent-back" | "recalled" | "void";
            title: string;
            hash: string;
            note: string;
            /** @description as soon as it is approved */
            effective_at: string | null;
            expires_at: string | null;
            roles: string[];
            roles_left: string[];
            authors: string[];
            approvals: components["schemas"]["SubmissionApproval"][];
            submitted_by: string;
            submitted_at: string | null;
            settled_at: string | null;
            changes: components["schemas"]["Change"][];
            /** @description the reader may approve it or send it back */
            may_settle: boolean;
            /** @description why not */
            may_not: string;
            /** @description when one is asked for */
            source?: string;
            /** @description the source in force, likewise */
            before?: string;
        };
        ApprovalGiven: {
            /** @description what it was published as; 0: others have to approve too */
            version: number;
            roles_left: string[];
        };
        OpenUnderVersion: {
            /** @description 0: of none that is left */
            version: number;
            hash: string;
            cases: number;
        };
        Follower: {
            id: string;
            title: string;
            open_cases: number;
            /** @description why it no longer compiles beside the draft; empty: it does */
            misfit: string;
        };
        Learner: {
            name: string;
            roles: string[];
        };
        Impact: {
            /** @description in force; 0: none */
            version: number;
            /** @description of the draft */
            revision: number;
            approvers: string[];
            /** @description the date in its front matter */
            effective: string;
            changes: components["schemas"]["Change"][];
            open_cases: components["schemas"]["OpenUnderVersion"][];
            followers: components["schemas"]["Follower"][];
            /** @description cases outside every state see a difference */
            touches_base: boolean;
            states: string[];
            messages: string[];
            roles: string[];
            trained_roles: string[];
            learners: components["schemas"]["Learner"][];
            learners_count: number;
        };
        WhatIfCase: {
            id: string;
            number: string;
            /** @enum {string} */
            result: "same" | "other-way" | "other-outcome" | "asks-more" | "not-comparable";
            outcome_then: string;
            outcome_now: string;
            /** @description where the ways part: step ID, did ACTION, sent MESSAGE, … */
            at_then: string;
            at_now: string;
            /** @description why it asks more, or cannot be compared */
            why: string;
        };
        WhatIf: {
            cases: components["schemas"]["WhatIfCase"][];
            /** @description time was up before all were played */
            cut: boolean;
        };
        ProcedureEvent: {
            seq: number;
            at: string | null;
            /** @description empty for the clock */
            by: string;
            kind: string;
            /** @description of the text it is about */
            hash: string;
            data: {
                [key: string]: unknown;
            };
        };
        DraftComment: {
            id: string;
            /** @description id of the step; empty for the text as a whole */
            step: string;
            reply_to: string;
            text: string;
            by: string;
            at: string | null;
            resolved_by: string;
            resolved_at: string | null;
        };
        Diff: {
            changes: components["schemas"]["Change"][];
            /** @description the source */
            before: string;
            /** @description the source */
            after: string;
        };
        Page: {
            /** @description a fragment */
            html: string;
        };
        ImportEntry: {
            /** @enum {string} */
            outcome: "understood" | "guessed" | "prose" | "left_out";
            /** @description stable name of what decided */
            rule: string;
            /** @description step, box, directive, branch, words, decision, guidance, section, title, summary, nothing */
            became: string;
            /** @description what the rule does, one sentence */
            why: string;
            /** @description of the file, the first of them */
            words: string;
            /** @description in the file */
            line: number | null;
            draft_line: number | null;
            /** @description id of a BPMN element */
            element: string | null;
        };
        ImportCounts: {
            understood: number;
            guessed: number;
            prose: number;
            left_out: number;
        };
        Imported: {
            title: string;
            /** @description whether a step was found */
            runnable: boolean;
            counts: components["schemas"]["ImportCounts"];
            entries: components["schemas"]["ImportEntry"][];
            /** @description of an SOP, not saved anywhere */
            draft: string;
        };
        Understanding: {
            line: number;
            kind: string;
            text: string;
        };
        LawParameter: {
            name: string;
            label: string;
            unit: string;
            /** @description null: looked for, none found */
            value: unknown;
            shown: string;
            values: {
                /** @description a day */
                from: string | null;
                value: unknown;
            }[];
        };
        LawFact: {
            /** @description PACK/ID */
            name: string;
            id: string;
            pack: string;
            /** @description US or US-MA */
            jurisdiction: string;
            /** @description Massachusetts */
            place: string;
            topic: string;
            /** @description as the reader's language has it */
            title: string;
            summary: string;
            parameters: components["schemas"]["LawParameter"][];
            citation: string;
            /** @description a day; null: not recorded */
            from: string | null;
            to: string | null;
            agency: {
                name: string;
                page: string;
            };
            verify_url: string;
            verify_url_seen: boolean;
            source: string;
            /** @enum {string} */
            basis: "background" | "secondary-seen" | "official-page-seen" | "text-seen";
            /** @enum {string} */
            confidence: "low" | "medium" | "high";
            /** @description false: only to be shown as such */
            confirmed: boolean;
            /** @description a day */
            checked_on: string;
            history: {
                date: string;
                change: string;
            }[];
            /** @description whom to verify it with, and that it is no legal advice */
            notice: string;
            /** @description on the day asked for */
            in_force: boolean;
        };
        LawFactList: {
            items: components["schemas"]["LawFact"][];
            next_cursor: string | null;
        };
        LawPack: {
            id: string;
            jurisdiction: string;
            name: string;
            /** @description a day */
            edition: string;
            hash: string;
            facts: number;
            tables: number;
        };
        LawPackList: {
            items: components["schemas"]["LawPack"][];
            next_cursor: string | null;
        };
        LawTable: {
            name: string;
            title: string;
            facts: string[];
            inputs: string[];
            outputs: string[];
            rules: {
                if: string[];
                then: string[];
            }[];
        };
        LawDecision: {
            value: components["schemas"]["FeelValue"];
            display: string;
            matched: number[];
        };
        LawAddition: {
            /** @description where it goes, from 1 */
            line: number;
            column: number;
            text: string;
        };
        LawFinding: {
            /** @description MA; empty for a procedure of no state */
            state: string;
            requirement: string;
            title: string;
            facts: string[];
            /** @enum {string} */
            verdict: "met" | "unknown" | "missing" | "contradicted";
            where: string;
            message: string;
            hint: string;
            /** @description 0: no place in this text */
            line: number;
            /** @description lines that meet it */
            add: components["schemas"]["LawAddition"] | null;
        };
        LawMatrixRow: {
            step: string;
            title: string;
            states: string[];
        };
        LawCheck: {
            findings: components["schemas"]["LawFinding"][];
            matrix: {
                states: string[];
                rows: components["schemas"]["LawMatrixRow"][];
            };
        };
        Check: {
            ok: boolean;
            diagnostics: components["schemas"]["Diagnostic"][];
            understanding: components["schemas"]["Understanding"][];
            compiled: components["schemas"]["Compiled"] | null;
            hash: string | null;
            /** @description SVG */
            picture: string | null;
            law: components["schemas"]["LawCheck"] | null;
        };
        Completion: {
            label: string;
            /** @enum {string} */
            kind: "fact" | "name" | "function";
            detail: string;
        };
        ExpressionHelp: {
            text: string;
            is_test: boolean;
            line: number;
            column: number;
            end_column: number;
            type: string;
            value: components["schemas"]["FeelValue"];
            display: string;
            /** @description why the value is null */
            reason: string;
            missing: string[];
            diagnostics: components["schemas"]["Diagnostic"][];
        };
        CursorHelp: {
            completions: components["schemas"]["Completion"][];
            expression: components["schemas"]["ExpressionHelp"] | null;
        };
        Source: {
            source: string;
        };
        Draft: {
            id: string;
            source: string;
            revision: number;
            edited_at: string | null;
            edited_by: string;
            /** @description the version published now */
            base_hash: string | null;
        };
        Publication: {
            id: string;
            version: number;
            hash: string;
            status: components["schemas"]["VersionStatus"];
            effective_at: string | null;
        };
        ScenarioResult: {
            name: string;
            ok: boolean;
            outcome: string;
            problems: string[];
            actions: string[];
        };
        ScenarioResults: {
            scenarios: components["schemas"]["ScenarioResult"][];
        };
        Code: {
            code: string;
            title: string;
            why: string;
            wrong: string;
            right: string;
        };
        TraceRow: {
            matched: boolean;
            /** @description the input that kept it out */
            failed?: string;
            cell?: string;
        };
        TraceInput: {
            label: string;
            value: unknown;
        };
        TraceStep: {
            /** @enum {string} */
            kind: "input" | "decision" | "knowledge" | "service" | "table";
            id: string;
            name: string;
            line: number;
            value: unknown;
            /** @description why it is null */
            reason?: string;
            inputs?: components["schemas"]["TraceInput"][];
            rows?: components["schemas"]["TraceRow"][];
            deciding?: number[];
        };
        Trace: {
            steps: components["schemas"]["TraceStep"][];
            /** @description there were more */
            cut: boolean;
        };
        DmnValues: {
            values: {
                [key: string]: unknown;
            };
            reasons: {
                [key: string]: string;
            };
            diagnostics: components["schemas"]["Diagnostic"][];
            explanations?: {
                [key: string]: components["schemas"]["Trace"];
            };
        };
        CaseSummary: {
            id: string;
            /** @description a short handle */
            number: string;
            subject: string;
            procedure: string;
            procedure_title: string;
            /** @description hash of the version the case runs under */
            version: string;
            /** @enum {string} */
            status: "open" | "paused" | "closed";
            outcome: string;
            /** @description as the case's language has it */
            outcome_label: string;
            priority: string;
            team: string;
            /** @description likewise */
            team_label: string;
            assignee: string;
            assignee_name: string;
            customer: string;
            customer_name: string;
            state: string;
            channel: string;
            language: string;
            product: string;
            opened_at: string | null;
            changed_at: string | null;
            closed_at: string | null;
            due_at: string | null;
            /** @description a role, customer, timer */
            waiting_for: string;
            step_title: string;
            /** @description of the latest event */
            seq: number;
        };
        Approval: {
            path: string;
            role: string;
            role_label: string;
            asked_by: string;
        };
        Case: {
            id: string;
            /** @description a short handle */
            number: string;
            subject: string;
            procedure: string;
            procedure_title: string;
            /** @description hash of the version the case runs under */
            version: string;
            /** @enum {string} */
            status: "open" | "paused" | "closed";
            outcome: string;
            /** @description as the case's language has it */
            outcome_label: string;
            priority: string;
            team: string;
            /** @description likewise */
            team_label: string;
            assignee: string;
            assignee_name: string;
            customer: string;
            customer_name: string;
            state: string;
            channel: string;
            language: string;
            product: string;
            opened_at: string | null;
            changed_at: string | null;
            closed_at: string | null;
            due_at: string | null;
            /** @description a role, customer, timer */
            waiting_for: string;
            step_title: string;
            /** @description of the latest event */
            seq: number;
            etag: string;
            customer_address: string;
            approvals: components["schemas"]["Approval"][];
            law: string[];
            guide: components["schemas"]["Guide"];
        };
        CaseFile: {
            id: string;
            /** @description empty once the customer was erased */
            name: string;
            type: string;
            bytes: number;
            sha256: string;
        };
        GuideFact: {
            key: string;
            name: string;
            label: string;
            type: string;
            kind: string;
            options?: string[];
            option_labels?: string[];
            pattern?: string;
            currency?: string;
            value: components["schemas"]["FeelValue"];
            display?: string;
            known: boolean;
            personal: boolean;
            never_stored: boolean;
            takes_files?: boolean;
            files?: components["schemas"]["CaseFile"][];
        };
        /** @enum {string} */
        ItemStatus: "idle" | "now" | "waiting" | "done" | "skipped" | "not-applicable" | "answered-no" | "overridden";
        GuideItem: {
            path: string;
            kind: string;
            status: components["schemas"]["ItemStatus"];
            text: string;
            depth: number;
            facts?: components["schemas"]["GuideFact"][];
            inputs?: components["schemas"]["GuideFact"][];
            name?: string;
            /** @description the name as people read it */
            label?: string;
            role?: string;
            role_label?: string;
            evidence?: string;
            given?: string;
            files?: components["schemas"]["CaseFile"][];
            optional: boolean;
            may_act: boolean;
            may_undo: boolean;
            /** @description acting on it is starting it, with `tick-task` */
            starts?: boolean;
            why_not?: string;
            /** Format: date-time */
            due?: string;
            key?: string;
            message_preview?: string;
            editable?: boolean;
            law?: string[];
            origin?: string;
        };
        GuideStep: {
            id: string;
            path: string;
            title: string;
            status: components["schemas"]["ItemStatus"];
            number: number;
            depth: number;
            /** @description title of the followed one */
            procedure?: string;
            items: components["schemas"]["GuideItem"][];
        };
        GuideAction: {
            name: string;
            label: string;
            allowed: boolean;
            done: number;
            needs: components["schemas"]["GuideFact"][];
            gives: components["schemas"]["GuideFact"][];
            gates: components["schemas"]["Gate"][];
        };
        Guide: {
            steps: components["schemas"]["GuideStep"][];
            now: string[];
            facts: components["schemas"]["GuideFact"][];
            actions: components["schemas"]["GuideAction"][];
            outcomes: string[];
            outcome_labels: string[];
            may_undo: boolean;
        };
        Counts: {
            mine: number;
            unassigned: number;
            waiting_for_my_approval: number;
            overdue: number;
            open: number;
            closed: number;
        };
        EventName: {
            seq: number;
            type: string;
        };
        Outcome: {
            id: string;
            seq: number;
            events: components["schemas"]["EventName"][];
            /** @description left out for Prefer: return=minimal */
            case?: components["schemas"]["Case"];
        };
        Opened: components["schemas"]["Case"] | components["schemas"]["Outcome"];
        Customer: {
            id: string;
            name: string;
            address: string;
            language: string;
            created_at: string | null;
            erased_at: string | null;
        };
        File: {
            id: string;
            name: string;
            type: string;
            bytes: number;
            sha256: string;
            uploaded_by: string;
            uploaded_by_name: string;
            uploaded_at: string | null;
            /** @description the first event that refers to it */
            first_seq: number | null;
        };
        Event: {
            seq: number;
            at: string | null;
            actor_id: string;
            actor_name: string;
            /** @description web, api, timer, connector, … */
            door: string;
            type: string;
            data: {
                [key: string]: unknown;
            };
            /** @description a sentence in the reader's language */
            text: string;
            step_title: string;
            /** @description the words of the procedure it was done under */
            in_force: string;
            hash: string;
            /** @description personal values are gone */
            erased: boolean;
        } & ({
            /** @constant */
            type?: "case-opened";
            data?: {
                procedure?: string;
                title?: string;
                subject?: string;
                customer_id?: string;
                customer_name?: string;
                customer_address?: string;
                priority?: string;
                team?: string;
                selection: {
                    [key: string]: unknown;
                };
                pins?: {
                    [key: string]: string;
                };
            };
        } | {
            /** @constant */
            type?: "fact-recorded";
            data?: {
                scope?: string;
                name: string;
                value?: unknown;
                path?: string;
                source?: string;
                personal?: boolean;
                transient?: boolean;
                begins?: boolean;
                files?: {
                    [key: string]: unknown;
                }[];
                file_names?: string[];
            };
        } | {
            /** @constant */
            type?: "node-entered";
            data?: {
                path: string;
                begins?: boolean;
            };
        } | {
            /** @constant */
            type?: "node-finished";
            data?: {
                path: string;
                /** @enum {string} */
                how?: "done" | "skipped" | "not-applicable" | "answered-no" | "overridden";
                reason?: string;
                evidence?: string;
                begins?: boolean;
                files?: {
                    [key: string]: unknown;
                }[];
                file_names?: string[];
            };
        } | {
            /** @constant */
            type?: "branch-taken";
            data?: {
                path: string;
                branch: number;
                because?: string;
                begins?: boolean;
            };
        } | {
            /** @constant */
            type?: "round-started";
            data?: {
                path: string;
                round: number;
                reset?: string[];
                again?: string[];
            };
        } | {
            /** @constant */
            type?: "decision-made";
            data?: {
                path: string;
                rules?: number[];
            };
        } | {
            /** @constant */
            type?: "approval-asked";
            data?: {
                path: string;
                role?: string;
                asked_by?: string;
                led_by?: string[];
            };
        } | {
            /** @constant */
            type?: "approval-given";
            data?: {
                path: string;
                role?: string;
                approved: boolean;
                reason?: string;
            };
        } | {
            /** @constant */
            type?: "action-requested";
            data?: {
                path?: string;
                action: string;
                connector?: string;
                key: string;
                inputs?: {
                    [key: string]: unknown;
                };
                by_hand?: boolean;
                personal?: string[];
                transient?: string[];
            };
        } | {
            /** @constant */
            type?: "action-succeeded";
            data?: {
                path?: string;
                action: string;
                key: string;
            };
        } | {
            /** @constant */
            type?: "action-failed";
            data?: {
                path?: string;
                action: string;
                key: string;
                error?: string;
                final: boolean;
            };
        } | {
            /** @constant */
            type?: "message-queued";
            data?: {
                path?: string;
                message?: string;
                channel?: string;
                language?: string;
                to?: string;
                text?: string;
                key: string;
            };
        } | {
            /** @constant */
            type?: "message-received";
            data?: {
                channel?: string;
                text?: string;
                from?: string;
                key?: string;
            };
        } | {
            /** @constant */
            type?: "wait-started";
            data?: {
                path: string;
            };
        } | {
            /** @constant */
            type?: "timer-armed";
            data?: {
                id: string;
                /** Format: date-time */
                due: string;
            };
        } | {
            /** @constant */
            type?: "timer-cleared";
            data?: {
                id: string;
            };
        } | {
            /** @constant */
            type?: "timer-fired";
            data?: {
                id: string;
            };
        } | {
            /** @constant */
            type?: "told";
            data?: {
                path?: string;
                role?: string;
                text?: string;
            };
        } | {
            /** @constant */
            type?: "handed-over";
            data?: {
                path?: string;
                team?: string;
                reason?: string;
            };
        } | {
            /** @constant */
            type?: "assigned";
            data?: {
                person_id?: string;
                person_name?: string;
            };
        } | {
            /** @constant */
            type?: "priority-raised";
            data?: {
                path?: string;
                priority: string;
            };
        } | {
            /** @constant */
            type?: "jumped";
            data?: {
                path?: string;
                to?: string;
                reset?: string[];
                again?: string[];
                back?: boolean;
            };
        } | {
            /** @constant */
            type?: "escalated";
            data?: {
                rule: string;
                text?: string;
            };
        } | {
            /** @constant */
            type?: "gate-overridden";
            data?: {
                path?: string;
                gate?: string;
                reason?: string;
            };
        } | {
            /** @constant */
            type?: "undone";
            data?: {
                undone_seq: number;
                reset?: string[];
                facts?: string[];
            };
        } | {
            /** @constant */
            type?: "note-added";
            data?: {
                text: string;
            };
        } | {
            /** @constant */
            type?: "case-paused";
            data?: {
                reason?: string;
            };
        } | {
            /** @constant */
            type?: "case-resumed";
            data?: Record<string, never>;
        } | {
            /** @constant */
            type?: "case-reopened";
            data?: {
                reason?: string;
                step?: string;
                by_hand?: string[];
                had?: string[];
            };
        } | {
            /** @constant */
            type?: "case-closed";
            data?: {
                outcome: string;
                path?: string;
            };
        });
        Message: {
            id: string;
            at: string | null;
            /** @enum {string} */
            direction: "in" | "out" | "note";
            channel: string;
            address: string;
            text: string;
            author_name: string;
            language: string;
            status: string;
            error: string;
        };
        Hit: {
            /** @enum {string} */
            kind: "procedure" | "guidance" | "case" | "message";
            id: string;
            /** @description the procedure or case it leads to */
            target: string;
            title: string;
            snippet_html: string;
        };
        DemoAccount: {
            email: string;
            password: string;
            role: string;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "degraded";
            version: string;
            schema: number;
            company: string;
            demo: boolean;
            accounts: components["schemas"]["DemoAccount"][];
        };
        OpenAPI: {
            [key: string]: unknown;
        };
        "command-record-facts": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "record-facts";
            path?: string;
            facts: {
                [key: string]: unknown;
            };
        };
        "command-tick-task": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tick-task";
            path: string;
            evidence?: string;
            files?: string[];
            yes?: boolean;
        };
        "command-skip-node": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "skip-node";
            path: string;
            reason: string;
        };
        "command-undo": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "undo";
        };
        "command-perform-action": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "perform-action";
            path?: string;
            action: string;
            inputs?: {
                [key: string]: unknown;
            };
            outputs?: {
                [key: string]: unknown;
            };
        };
        "command-report-action": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "report-action";
            key: string;
            outputs?: {
                [key: string]: unknown;
            };
            error?: string;
            ok?: boolean;
            final?: boolean;
        };
        "command-ask-approval": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ask-approval";
            path: string;
            reason?: string;
        };
        "command-give-approval": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "give-approval";
            path: string;
            approved: boolean;
            reason?: string;
        };
        "command-send-message": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "send-message";
            path?: string;
            text?: string;
        };
        "command-receive-message": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "receive-message";
            channel?: string;
            text: string;
            from?: string;
            key?: string;
        };
        "command-hand-over": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hand-over";
            team: string;
            reason?: string;
        };
        "command-assign": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "assign";
            person_id?: string;
            person_name?: string;
        };
        "command-set-priority": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "set-priority";
            priority: string;
        };
        "command-add-note": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "add-note";
            text: string;
        };
        "command-pause": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "pause";
            reason?: string;
        };
        "command-resume": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "resume";
        };
        "command-override": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "override";
            path: string;
            reason: string;
        };
        "command-close-case": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "close-case";
            outcome?: string;
        };
        "command-reopen": {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reopen";
            reason?: string;
            step?: string;
        };
        Command: components["schemas"]["command-record-facts"] | components["schemas"]["command-tick-task"] | components["schemas"]["command-skip-node"] | components["schemas"]["command-undo"] | components["schemas"]["command-perform-action"] | components["schemas"]["command-report-action"] | components["schemas"]["command-ask-approval"] | components["schemas"]["command-give-approval"] | components["schemas"]["command-send-message"] | components["schemas"]["command-receive-message"] | components["schemas"]["command-hand-over"] | components["schemas"]["command-assign"] | components["schemas"]["command-set-priority"] | components["schemas"]["command-add-note"] | components["schemas"]["command-pause"] | components["schemas"]["command-resume"] | components["schemas"]["command-override"] | components["schemas"]["command-close-case"] | components["schemas"]["command-reopen"];
        OpenSessionList: {
            items: components["schemas"]["OpenSession"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        PersonList: {
            items: components["schemas"]["Person"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        RoleList: {
            items: components["schemas"]["Role"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        TokenList: {
            items: components["schemas"]["Token"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        ProcedureSummaryList: {
            items: components["schemas"]["ProcedureSummary"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        VersionList: {
            items: components["schemas"]["Version"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        SubmissionList: {
            items: components["schemas"]["Submission"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        ProcedureEventList: {
            items: components["schemas"]["ProcedureEvent"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        DraftCommentList: {
            items: components["schemas"]["DraftComment"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        CaseSummaryList: {
            items: components["schemas"]["CaseSummary"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        CustomerList: {
            items: components["schemas"]["Customer"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        FileList: {
            items: components["schemas"]["File"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        EventList: {
            items: components["schemas"]["Event"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        MessageList: {
            items: components["schemas"]["Message"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
        HitList: {
            items: components["schemas"]["Hit"][];
            /** @description what to ask for the next page with */
            next_cursor: string | null;
        };
    };
    responses: {
        /** @description RFC 9457 problem details */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
