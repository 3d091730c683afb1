/// @file style.hpp
/// @brief How a printed page looks: sizes in points, colours, families. Private to this module.
#pragma once

namespace evenhand::print::style {

struct Colour {
  double red, green, blue;
};

inline constexpr Colour ink{0.11, 0.13, 0.17}, quiet_ink{0.36, 0.40, 0.47}, accent{0.09, 0.27, 0.47},
    link{0.06, 0.32, 0.62}, hair{0.78, 0.81, 0.85}, strong_hair{0.42, 0.47, 0.54}, head_fill{0.93, 0.945, 0.965},
    code_fill{0.945, 0.95, 0.96}, fill_in_fill{0.88, 0.93, 0.985}, quote_fill{0.965, 0.972, 0.982},
    quote_bar{0.45, 0.60, 0.78}, inserted{0.02, 0.36, 0.62}, deleted{0.72, 0.13, 0.13};

inline constexpr const char* body_family = "Noto Sans,DejaVu Sans,Liberation Sans,sans-serif";
inline constexpr const char* code_family = "Noto Sans Mono,DejaVu Sans Mono,Liberation Mono,monospace";

inline constexpr double body_size = 9.5, small_size = 8.0, table_size = 8.5, code_size = 8.5, running_size = 7.5;
inline constexpr double heading_sizes[] = {20.0, 13.5, 11.0, 9.75};
inline constexpr double heading_before[] = {4.0, 20.0, 13.0, 9.0};
inline constexpr double heading_after[] = {7.0, 6.0, 4.0, 3.0};

inline constexpr double margin_side = 64, margin_top = 74, margin_bottom = 68;
inline constexpr double head_baseline = 44, foot_baseline = 38;  ///< from the edge of the paper

inline constexpr double paragraph_gap = 5.5, item_gap = 3.5, item_indent = 15, quote_indent = 11, quote_padding = 5;
inline constexpr double cell_padding_x = 5, cell_padding_y = 3.2, table_gap = 6;
inline constexpr double picture_scale_max = 0.62, picture_scale_min = 0.3;  ///< points to a pixel
inline constexpr double text_width_min = 120;  ///< below it what is nested deeper is no longer moved in
inline constexpr int table_columns_max = 14;   ///< beside one another; the others follow below

}  // namespace evenhand::print::style
