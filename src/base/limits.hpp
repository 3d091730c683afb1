/// @file limits.hpp
/// @brief Every limit of the product in one table. docs/limits.md prints it and a test keeps the two the same.
#pragma once

#include <cstddef>
#include <cstdint>

namespace evenhand::limits {

// The SOP language
inline constexpr std::size_t sop_bytes_max = 2u << 20;     ///< one SOP file
inline constexpr std::size_t sop_nesting_max = 12;         ///< list items inside list items
inline constexpr std::size_t sop_steps_max = 500;          ///< steps of one procedure
inline constexpr std::size_t sop_table_rows_max = 10'000;  ///< rows of one decision table
inline constexpr std::size_t sop_table_columns_max = 50;   ///< columns of one decision table
inline constexpr std::size_t sop_diagnostics_max = 200;    ///< problems reported for one file
inline constexpr std::size_t sop_items_max = 20'000;       ///< items, quotes and paragraphs of one procedure
inline constexpr std::size_t sop_names_max = 2'000;        ///< names that the expressions of one procedure may read
inline constexpr std::size_t overlay_texts_max = 256;      ///< combinations of overlays whose flow is checked
inline constexpr std::size_t overlay_nodes_max = 200'000;  ///< items looked at in all of those combinations
inline constexpr std::size_t front_matter_bytes_max = 16u << 10;  ///< the lines between the two `---`
inline constexpr std::size_t front_matter_depth_max = 16;         ///< lists inside lists of the front matter
inline constexpr std::size_t translation_pairs_max = 4'000'000;   ///< texts of a step times the texts that translate it
inline constexpr std::uint32_t repeat_limit_max = 10'000;         ///< rounds of any repeat, also with no limit
inline constexpr std::uint32_t repeat_limit_default = 25;         ///< rounds of a repeat that names no limit
inline constexpr std::uint32_t go_to_limit = 50;                  ///< jumps back to one step in one case
inline constexpr std::size_t follow_depth_max = 8;                ///< sub-procedures inside sub-procedures

// Packs of law facts
inline constexpr std::size_t law_pack_bytes_max = 4u << 20;  ///< one pack
inline constexpr std::size_t law_pack_nodes_max = 200'000;   ///< values of one pack
inline constexpr std::size_t law_pack_depth_max = 16;        ///< brackets inside brackets of one pack
inline constexpr std::size_t law_packs_max = 200;            ///< packs in use at a time
inline constexpr std::size_t law_id_bytes_max = 80;          ///< the id of a fact, a table, a requirement
inline constexpr std::size_t law_changes_max = 10'000;       ///< differences told between two packs

// FEEL
inline constexpr std::size_t feel_bytes_max = 64u << 10;          ///< one expression
inline constexpr std::size_t feel_depth_max = 200;                ///< nesting of one expression
inline constexpr std::size_t feel_problems_max = 100;             ///< names reported as unknown in one expression
inline constexpr std::size_t feel_steps_max = 1'000'000;          ///< evaluation steps of one expression
inline constexpr std::size_t feel_list_max = 100'000;             ///< items of one list value
inline constexpr std::size_t feel_string_max = 1u << 20;          ///< bytes of one string value
inline constexpr std::size_t feel_warnings_max = 100;             ///< nulls that are explained in one evaluation
inline constexpr std::size_t feel_value_parts_max = 1'000'000;    ///< parts of one value, shared ones counted each time
inline constexpr std::size_t feel_calls_depth_max = 1'000;        ///< levels of evaluation, function calls included
inline constexpr std::size_t feel_pattern_bytes_max = 4'096;      ///< one regular expression
inline constexpr std::size_t feel_pattern_memory_max = 4u << 20;  ///< bytes an engine may use for one pattern
inline constexpr std::size_t feel_pattern_work_max = 1u << 28;    ///< bytes of text times instructions of a pattern
inline constexpr std::uint32_t feel_pattern_matches_max = 1'000'000;  ///< tries to match with back-references

// DMN
inline constexpr std::size_t dmn_bytes_max = 16u << 20;         ///< one DMN file
inline constexpr std::size_t dmn_elements_max = 1'000'000;      ///< XML elements of one file
inline constexpr std::size_t dmn_xml_depth_max = 200;           ///< XML elements inside one another
inline constexpr std::size_t dmn_boxed_depth_max = 50;          ///< boxed expressions inside one another
inline constexpr std::size_t dmn_table_rows_max = 10'000;       ///< rows of one decision table
inline constexpr std::size_t dmn_table_columns_max = 200;       ///< columns of one decision table
inline constexpr std::size_t dmn_imports_max = 32;              ///< files that one file imports, and they in turn
inline constexpr std::size_t dmn_problems_max = 200;            ///< problems reported for one file
inline constexpr std::size_t dmn_call_depth_max = 100;          ///< decisions and calls inside one another
inline constexpr std::size_t dmn_calls_max = 10'000;            ///< calls of functions in one evaluation
inline constexpr std::uint32_t dmn_seconds_max = 10;            ///< one evaluation of a model
inline constexpr std::size_t dmn_steps_max = 10'000'000;        ///< evaluation steps of one table or model
inline constexpr std::size_t dmn_trace_max = 1'000;             ///< steps of an explained evaluation
inline constexpr std::size_t dmn_request_bytes_max = 2u << 20;  ///< body of an evaluation over HTTP

// Import of files that were written elsewhere
inline constexpr std::size_t import_bytes_max = 10u << 20;            ///< one file
inline constexpr std::size_t import_zip_entries_max = 2'000;          ///< parts of one Word file
inline constexpr std::size_t import_unpacked_bytes_max = 100u << 20;  ///< of all parts of one Word file
inline constexpr std::size_t import_zip_ratio_max = 200;              ///< times that a part of over 1 MiB was packed
inline constexpr std::uint32_t import_seconds_max = 20;               ///< for pandoc to read one file
inline constexpr std::size_t import_memory_bytes_max = 1u << 30;      ///< of pandoc's address space
inline constexpr std::size_t import_answer_bytes_max = 32u << 20;     ///< of what pandoc says
inline constexpr std::size_t import_answer_depth_max = 400;           ///< values inside one another in it
inline constexpr std::size_t import_bpmn_bytes_max = 4u << 20;        ///< one BPMN file
inline constexpr std::size_t import_xml_elements_max = 100'000;       ///< XML elements of one BPMN file
inline constexpr std::size_t import_xml_depth_max = 100;              ///< XML elements inside one another
inline constexpr std::size_t import_flow_nodes_max = 2'000;           ///< tasks, events and gateways of one BPMN file

// Cases
inline constexpr std::size_t fact_bytes_max = 64u << 10;      ///< one fact's value
inline constexpr int money_digits_max = 12;                   ///< before the point of an amount that a person states
inline constexpr std::size_t message_bytes_max = 256u << 10;  ///< one message's text
inline constexpr std::size_t reason_bytes_max = 4u << 10;     ///< a reason or a note
inline constexpr std::size_t program_places_max = 200'000;    ///< items of a procedure and of all it follows
inline constexpr std::size_t action_times_max = 64;  ///< times one action was done that a guard with an order looks at
inline constexpr int scenario_turns_max = 20'000;    ///< things done in one practice scenario
inline constexpr std::size_t command_events_max = 2'000;  ///< events one command may cause
inline constexpr std::size_t event_bytes_max = 1u << 20;  ///< one stored event
inline constexpr std::size_t commit_commands_max = 512;   ///< commands in one group commit
inline constexpr std::size_t queue_commands_max = 4'096;  ///< commands waiting for a commit; past it 503

// Files
inline constexpr std::size_t file_bytes_max = 10u << 20;        ///< one file
inline constexpr std::size_t case_files_max = 200;              ///< files of one case
inline constexpr std::size_t case_file_bytes_max = 200u << 20;  ///< files of one case together
inline constexpr std::size_t evidence_files_max = 20;           ///< files as the evidence of one box
inline constexpr std::size_t file_name_bytes_max = 180;         ///< a file's name, its ending included
inline constexpr std::uint32_t unused_file_hours = 24;          ///< then a file that nothing refers to is removed

// Printing
inline constexpr std::size_t print_bytes_max = 16u << 20;  ///< words of one document
inline constexpr std::size_t print_pages_max = 1'000;      ///< pages of one document
inline constexpr std::size_t print_texts_max = 100'000;    ///< paragraphs and cells of one document
inline constexpr std::size_t print_nesting_max = 40;    ///< lists and quotes inside one another; past it one paragraph
inline constexpr std::uint32_t print_seconds_max = 10;  ///< to set and draw one document

// HTTP
inline constexpr std::size_t http_header_bytes_max = 16u << 10;  ///< all header lines of one request together
inline constexpr std::size_t http_header_fields_max = 100;       ///< header lines of one request
inline constexpr std::size_t http_body_bytes_max = 1u << 20;     ///< body of one request; a route may name another
inline constexpr std::size_t http_target_bytes_max = 4u << 10;   ///< path and query of one request
inline constexpr std::uint32_t http_header_seconds_max = 10;     ///< from the first byte to the end of the headers
inline constexpr std::uint32_t http_body_seconds_max = 30;   ///< for one body, plus a second for every 32 KiB announced
inline constexpr std::uint32_t http_body_rate_seconds = 10;  ///< the time over which a body's pace is looked at
inline constexpr std::size_t http_body_rate_bytes_min = 8u << 10;  ///< of a body a second, over that time; below it 408
inline constexpr std::size_t http_body_unknown_bytes_max = 64u << 10;  ///< body from someone who is not known
inline constexpr std::size_t http_large_bodies_max = 24;               ///< bodies over the default at once; past it 503
inline constexpr std::size_t http_large_bodies_per_address_max = 4;    ///< of them from one address; past it 503
inline constexpr std::size_t http_bodies_bytes_max = 128u << 20;       ///< of all bodies at once; past it 503
inline constexpr std::size_t http_bodies_bytes_per_address_max = 64u << 20;  ///< of them from one address; past it 503
inline constexpr std::uint32_t http_idle_seconds_max = 30;   ///< an open connection may stay silent between requests
inline constexpr std::uint32_t http_write_seconds_max = 30;  ///< to write one response, plus a second for every 16 KiB
inline constexpr std::size_t http_connections_max = 2'048;   ///< open connections of the whole server
inline constexpr std::size_t http_connections_per_address_max = 512;  ///< open connections from one address
inline constexpr std::size_t http_answers_bytes_max = 256u << 20;     ///< of long answers not read yet; past it 503
inline constexpr std::size_t http_answers_bytes_per_address_max = 128u << 20;  ///< of them to one address; past it 503
inline constexpr std::uint32_t http_unacknowledged_seconds_max = 20;  ///< then a peer that acknowledges nothing is gone
inline constexpr std::size_t http_descriptors_kept = 128;    ///< file descriptors that connections leave to the rest
inline constexpr std::size_t event_stream_queue_max = 256;   ///< events a slow subscriber may lag; then it is cut off
inline constexpr std::size_t event_stream_missed_max = 128;  ///< missed events sent again; past it `reload`
inline constexpr std::uint32_t event_stream_heartbeat_seconds = 15;  ///< between signs of life when there is no event
inline constexpr std::size_t requests_inside_max = 1'024;     ///< requests being carried out or waiting; past it 503
inline constexpr std::size_t requests_inside_free = 32;       ///< of them taken whatever the wait
inline constexpr std::uint32_t request_wait_ms_max = 1'000;   ///< that a new one would wait, as things go; past it 503
inline constexpr std::size_t requests_at_any_time_max = 256;  ///< sign-ins and the like that wait beside; past it 503
inline constexpr std::size_t list_items_max = 100;            ///< texts in one list of a request
inline constexpr std::size_t page_size_default = 50;          ///< entries of one page when the request names no `limit`
inline constexpr std::size_t page_size_max = 200;             ///< entries of one page at most
inline constexpr std::uint32_t requests_per_minute_per_token = 60'000;  ///< of one session or token; past it 429
inline constexpr std::uint32_t sign_ins_per_minute_per_address = 30;    ///< tries to sign in that failed; past it 429
inline constexpr std::uint32_t sign_in_tries_per_minute = 300;  ///< of one address, whatever came of them; past it 429
inline constexpr std::size_t long_requests_max = 2;             ///< checks, tests, evaluations and exports at once
inline constexpr std::size_t long_requests_waiting_max = 16;    ///< of them waiting for their turn; past it 503
inline constexpr std::uint32_t long_request_seconds_max = 10;   ///< for all that one evaluation or test asks for

}  // namespace evenhand::limits
