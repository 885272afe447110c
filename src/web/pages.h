/** The functions of the route table, one a page or action. Private to src/web. */
#pragma once

#include "web/visit.h"

/* page_sign_in.c */
int page_sign_in(struct visit *v, struct err *err);
int do_sign_in(struct visit *v, struct err *err);
int do_sign_out(struct visit *v, struct err *err);
int page_password(struct visit *v, struct err *err);
int do_password(struct visit *v, struct err *err);

/* page_machine.c */
int page_asset(struct visit *v, struct err *err);
int page_health(struct visit *v, struct err *err);
int page_metrics(struct visit *v, struct err *err);
int page_robots(struct visit *v, struct err *err);
int page_checkpoint(struct visit *v, struct err *err);

/* page_public.c */
int page_home(struct visit *v, struct err *err);
int page_units(struct visit *v, struct err *err);
int page_unit(struct visit *v, struct err *err);
int page_reports(struct visit *v, struct err *err);
int page_search(struct visit *v, struct err *err);
int page_data(struct visit *v, struct err *err);

/* page_apply.c, page_apply_begin.c, page_apply_steps.c, page_apply_files.c, page_apply_send.c */
int page_apply(struct visit *v, struct err *err);
int page_apply_units(struct visit *v, struct err *err);
int page_apply_begin(struct visit *v, struct err *err);
int do_apply_begin(struct visit *v, struct err *err);
int page_apply_find(struct visit *v, struct err *err);
int do_apply_find(struct visit *v, struct err *err);
int page_apply_step(struct visit *v, struct err *err);
int do_apply_step(struct visit *v, struct err *err);
int page_apply_files(struct visit *v, struct err *err);
int do_apply_files(struct visit *v, struct err *err);
int do_apply_file_remove(struct visit *v, struct err *err);
int page_apply_check(struct visit *v, struct err *err);
int do_apply_send(struct visit *v, struct err *err);
int page_apply_receipt(struct visit *v, struct err *err);
int page_apply_receipt_text(struct visit *v, struct err *err);
int page_apply_content(struct visit *v, struct err *err);
int do_apply_drop(struct visit *v, struct err *err);

/* page_follow.c, page_follow_act.c, page_remedy.c, page_opinion.c */
int page_follow(struct visit *v, struct err *err);
int do_follow(struct visit *v, struct err *err);
int page_follow_request(struct visit *v, struct err *err);
int page_follow_file(struct visit *v, struct err *err);
int page_follow_receipt(struct visit *v, struct err *err);
int page_follow_fee(struct visit *v, struct err *err);
int do_follow_leave(struct visit *v, struct err *err);
int page_follow_act(struct visit *v, struct err *err);
int do_follow_act(struct visit *v, struct err *err);
int page_remedy(struct visit *v, struct err *err);
int page_remedy_form(struct visit *v, struct err *err);
int page_opinion(struct visit *v, struct err *err);
int do_opinion(struct visit *v, struct err *err);
int page_opinion_answer(struct visit *v, struct err *err);
int do_opinion_answer(struct visit *v, struct err *err);
int do_opinion_leave(struct visit *v, struct err *err);

/* page_receipt.c */
int page_receipt_verify(struct visit *v, struct err *err);
int do_receipt_verify(struct visit *v, struct err *err);
int page_receipt_proof(struct visit *v, struct err *err);
int page_ledger_key(struct visit *v, struct err *err);
/** Where the proof of a receipt's entry can be fetched by a phone: names it by its commitment, which only its
    holder knows. Empty when it is not about a request. */
struct sv receipt_url(struct visit *v, struct sv receipt);

/* page_intake.c */
int do_intake(struct visit *v, struct err *err);
int page_intake_status(struct visit *v, struct err *err);

/* page_report.c */
int page_report(struct visit *v, struct err *err);
int page_report_file(struct visit *v, struct err *err);

/* page_api.c, page_openapi.c */
int page_openapi(struct visit *v, struct err *err);
int page_api_units(struct visit *v, struct err *err);
int page_api_reports(struct visit *v, struct err *err);
int page_api_report(struct visit *v, struct err *err);
int page_api_search(struct visit *v, struct err *err);

/* page_feed.c, page_sitemap.c, page_dump.c */
int page_feed(struct visit *v, struct err *err);
int page_sitemap(struct visit *v, struct err *err);
int page_dump_jsonl(struct visit *v, struct err *err);
int page_dump_csv(struct visit *v, struct err *err);

/* desk_home.c, desk_upload.c, desk_filing.c */
int page_desk(struct visit *v, struct err *err);
int page_upload(struct visit *v, struct err *err);
int do_upload(struct visit *v, struct err *err);
int page_filing(struct visit *v, struct err *err);
int page_filing_file(struct visit *v, struct err *err);
int page_filing_version(struct visit *v, struct err *err);
int do_give_back(struct visit *v, struct err *err);
int do_accept(struct visit *v, struct err *err);
int do_publish(struct visit *v, struct err *err);
int do_withdraw(struct visit *v, struct err *err);

/* desk_request_list.c, desk_request_do.c */
int page_requests(struct visit *v, struct err *err);
int page_requests_csv(struct visit *v, struct err *err);
int do_requests_assign(struct visit *v, struct err *err);
int do_requests_confirm(struct visit *v, struct err *err);
int page_desk_request(struct visit *v, struct err *err);
int page_desk_request_document(struct visit *v, struct err *err);
int do_desk_request_step(struct visit *v, struct err *err);
/** desk_request_bundle.c */
int do_desk_request_bundle(struct visit *v, struct err *err);
int do_desk_request_open(struct visit *v, struct err *err);
int do_desk_request_remedy(struct visit *v, struct err *err);

/* desk_request_calendar.c, desk_request_counts.c */
int page_requests_calendar(struct visit *v, struct err *err);
int page_requests_ics(struct visit *v, struct err *err);
int page_requests_units(struct visit *v, struct err *err);
int page_requests_units_csv(struct visit *v, struct err *err);
int page_requests_workload(struct visit *v, struct err *err);
int page_requests_workload_csv(struct visit *v, struct err *err);

/* desk_request_report.c */
int page_request_report(struct visit *v, struct err *err);
int page_request_report_file(struct visit *v, struct err *err);
int page_request_cell(struct visit *v, struct err *err);

/* desk_office.c */
int page_office(struct visit *v, struct err *err);
int do_office(struct visit *v, struct err *err);
int page_office_letter(struct visit *v, struct err *err);
int do_office_letter(struct visit *v, struct err *err);

/* desk_request_new.c, desk_request_draft.c */
int page_request_new(struct visit *v, struct err *err);
int do_request_new(struct visit *v, struct err *err);
int page_request_draft(struct visit *v, struct err *err);
int do_request_draft(struct visit *v, struct err *err);

/* desk_request_letter.c */
int page_request_letter(struct visit *v, struct err *err);
int page_request_letter_file(struct visit *v, struct err *err);

/* desk_overview.c, desk_compare.c */
int page_overview(struct visit *v, struct err *err);
int page_overview_csv(struct visit *v, struct err *err);
int page_sum(struct visit *v, struct err *err);
int page_sum_file(struct visit *v, struct err *err);
int page_compare(struct visit *v, struct err *err);

/* desk_years.c */
int page_years(struct visit *v, struct err *err);
int do_years(struct visit *v, struct err *err);

/* desk_admin.c */
int page_accounts(struct visit *v, struct err *err);
int do_account_add(struct visit *v, struct err *err);
int do_account_reset(struct visit *v, struct err *err);
int do_account_disable(struct visit *v, struct err *err);
int do_account_enable(struct visit *v, struct err *err);
int page_desk_units(struct visit *v, struct err *err);
int do_unit_add(struct visit *v, struct err *err);
int page_desk_unit(struct visit *v, struct err *err);
int do_unit_change(struct visit *v, struct err *err);
