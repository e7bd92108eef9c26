/**
 * What a replay has to say: the summary as a JSON object and as a table, and the file of its jobs.
 */
@NullMarked
package dev.muster.simulations.report;

import org.jspecify.annotations.NullMarked;
