package dev.muster.simulations.live.watchdog;

import java.util.function.LongSupplier;

/** What the rules of one observer share. */
record Observed(
    Capacity capacity, OrderRule order, Findings findings, Timetable timetable, LongSupplier now) {}
