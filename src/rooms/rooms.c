/* The registry; see rooms.h.  One line per room, in the order of manual and DDL:
 * territory, authority, people, sweep, sync, hygiene. */
#include "rooms.h"

/* territory */
extern const struct room boundary_room;
extern const struct room boundary_view_room;
extern const struct room edition_room;
extern const struct room grid_room;
extern const struct room overlay_room;
extern const struct room region_room;
extern const struct room region_change_room;
extern const struct room region_counts_room;
extern const struct room region_split_room;
extern const struct room region_stage_room;
extern const struct room region_view_room;
/* authority */
extern const struct room account_room;
extern const struct room account_list_room;
extern const struct room account_switch_room;
extern const struct room answering_room;
extern const struct room device_room;
extern const struct room device_list_room;
extern const struct room journal_view_room;
extern const struct room mapping_room;
extern const struct room organisation_room;
extern const struct room posting_room;
extern const struct room posting_duty_room;
extern const struct room posting_end_room;
extern const struct room posting_list_room;
extern const struct room session_room;
extern const struct room session_own_room;
extern const struct room setting_room;
extern const struct room viewing_room;
/* staffing */
extern const struct room cadre_room;
extern const struct room cadre_batch_room;
extern const struct room cadre_list_room;
extern const struct room deployment_room;
extern const struct room deployment_clear_room;
extern const struct room deployment_ask_room;
extern const struct room deployment_post_room;
extern const struct room deployment_leave_room;
extern const struct room deployment_leaves_room;
extern const struct room deployment_list_room;
extern const struct room deployment_count_room;
extern const struct room liaison_room;
extern const struct room team_room;
extern const struct room team_list_room;
/* families */
extern const struct room binding_room;
extern const struct room binding_list_room;
extern const struct room binding_try_room;
extern const struct room complaint_room;
extern const struct room complaint_desk_room;
extern const struct room family_room;
extern const struct room family_kept_room;
extern const struct room group_room;
/* people */
extern const struct room household_room;
extern const struct room household_file_room;
extern const struct room household_find_room;
extern const struct room resident_room;
extern const struct room resident_find_room;
extern const struct room resident_move_room;
/* sweep */
extern const struct room burden_room;
extern const struct room burden_before_room;
extern const struct room sweep_room;
extern const struct room sweep_board_room;
extern const struct room sweep_doors_room;
extern const struct room sweep_freeze_room;
extern const struct room sweep_list_room;
extern const struct room sweep_recheck_room;
extern const struct room sweep_worklist_room;
extern const struct room visit_room;
extern const struct room visit_history_room;
extern const struct room visit_sheet_room;
/* sync */
extern const struct room sync_room;
extern const struct room sync_numbers_room;
/* orders */
extern const struct room response_room;
extern const struct room order_room;
extern const struct room order_answer_room;
extern const struct room order_call_room;
extern const struct room order_clock_room;
extern const struct room order_list_room;
extern const struct room channel_room;
extern const struct room channel_list_room;
extern const struct room channel_send_room;
extern const struct room order_back_room;
/* gates */
extern const struct room certificate_room;
extern const struct room signer_room;
extern const struct room visitor_room;
extern const struct room gate_room;
extern const struct room gate_check_room;
extern const struct room gate_count_room;
extern const struct room gate_past_room;
extern const struct room gate_scan_room;
extern const struct room gate_view_room;
extern const struct room pass_room;
extern const struct room pass_end_room;
extern const struct room pass_key_room;
extern const struct room pass_list_room;
/* duty */
extern const struct room checkpoint_room;
extern const struct room checkpoint_duty_room;
extern const struct room exit_room;
extern const struct room exit_test_room;
/* volunteers */
extern const struct room volunteer_room;
extern const struct room volunteer_desk_room;
extern const struct room volunteer_list_room;
extern const struct room volunteer_menu_room;
extern const struct room volunteer_slot_room;
extern const struct room volunteer_take_room;
extern const struct room calendar_room;
extern const struct room roster_room;
extern const struct room roster_all_room;
extern const struct room roster_publish_room;
extern const struct room roster_view_room;
extern const struct room shift_room;
extern const struct room shift_begin_room;
extern const struct room shift_fill_room;
extern const struct room shift_hours_room;
extern const struct room shift_no_shows_room;
extern const struct room shift_swap_room;
extern const struct room shift_swaps_room;
/* hygiene */
extern const struct room disinfection_room;

const struct room *const rooms_list[] = {
	/* territory */
	&boundary_room,
	&boundary_view_room,
	&edition_room,
	&grid_room,
	&overlay_room,
	&region_room,
	&region_change_room,
	&region_counts_room,
	&region_split_room,
	&region_stage_room,
	&region_view_room,
	/* authority */
	&account_room,
	&account_list_room,
	&account_switch_room,
	&answering_room,
	&journal_view_room,
	&mapping_room,
	&organisation_room,
	&posting_room,
	&posting_duty_room,
	&posting_end_room,
	&posting_list_room,
	&device_room,
	&device_list_room,
	&session_room,
	&session_own_room,
	&setting_room,
	&viewing_room,
	/* staffing */
	&cadre_room,
	&cadre_batch_room,
	&cadre_list_room,
	&deployment_room,
	&deployment_clear_room,
	&deployment_ask_room,
	&deployment_post_room,
	&deployment_leave_room,
	&deployment_leaves_room,
	&deployment_list_room,
	&deployment_count_room,
	&liaison_room,
	&team_room,
	&team_list_room,
	/* families */
	&binding_room,
	&binding_list_room,
	&binding_try_room,
	&complaint_room,
	&complaint_desk_room,
	&family_room,
	&family_kept_room,
	&group_room,
	/* people */
	&household_room,
	&household_file_room,
	&household_find_room,
	&resident_room,
	&resident_find_room,
	&resident_move_room,
	/* sweep */
	&burden_room,
	&burden_before_room,
	&sweep_room,
	&sweep_board_room,
	&sweep_doors_room,
	&sweep_freeze_room,
	&sweep_list_room,
	&sweep_recheck_room,
	&sweep_worklist_room,
	&visit_room,
	&visit_history_room,
	&visit_sheet_room,
	/* sync */
	&sync_room,
	&sync_numbers_room,
	/* orders */
	&response_room,
	&order_room,
	&order_answer_room,
	&order_call_room,
	&order_clock_room,
	&order_list_room,
	&channel_room,
	&channel_list_room,
	&channel_send_room,
	&order_back_room,
	/* gates */
	&certificate_room,
	&signer_room,
	&visitor_room,
	&gate_room,
	&gate_check_room,
	&gate_count_room,
	&gate_past_room,
	&gate_scan_room,
	&gate_view_room,
	&pass_room,
	&pass_end_room,
	&pass_key_room,
	&pass_list_room,
	/* duty */
	&checkpoint_room,
	&checkpoint_duty_room,
	&exit_room,
	&exit_test_room,
	/* volunteers */
	&volunteer_room,
	&volunteer_desk_room,
	&volunteer_list_room,
	&volunteer_menu_room,
	&volunteer_slot_room,
	&volunteer_take_room,
	&calendar_room,
	&roster_room,
	&roster_all_room,
	&roster_publish_room,
	&roster_view_room,
	&shift_room,
	&shift_begin_room,
	&shift_fill_room,
	&shift_hours_room,
	&shift_no_shows_room,
	&shift_swap_room,
	&shift_swaps_room,
	/* hygiene */
	&disinfection_room,
};
const int n_rooms_list = (int)COUNT_OF(rooms_list);
