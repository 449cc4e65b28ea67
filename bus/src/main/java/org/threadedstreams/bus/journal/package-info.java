/**
 * What was received: every byte at its offset, and every known loss.
 *
 * <p>On disk a journal is a folder of files with just the bytes, appended with plain writes: a file's length is where its valid
 * bytes end, whatever happened to the process, and {@code less}, {@code grep} and {@code tail -f} work. An append is one system
 * call, and now and then a line of an index. A buffer on the heap is copied once, by the JDK, into a direct one of its own.
 *
 * <p>Measured on two cores, ext4, the page cache warm, medians of three interleaved rounds, as ratios to a plain write of a heap
 * buffer into new files of 32 MiB of which the oldest is deleted:
 *
 * <table>
 * <caption>Ways to append</caption>
 * <tr><th>chunk<th>1 KiB<th>16 KiB<th>64 KiB
 * <tr><td>direct buffers<td>1.05<td>1.03<td>1.09
 * <tr><td>with a second small write each time<td>0.70<td>0.86<td>0.97
 * <tr><td>16 chunks gathered in one call<td>2.9<td>1.9<td>1.35
 * <tr><td>mapped<td>3.2<td>0.92<td>0.63
 * <tr><td>the oldest file written over<td>1.9<td>2.3<td>2.3
 * <tr><td>the same, with where it ends written each time<td>1.0<td>1.8<td>2.0
 * </table>
 *
 * So chunks that pile up are put together before they are appended. Writing over the oldest file is the one thing that would be
 * much faster, for streams that fill their journal at gigabytes a second; it would need a second write to tell where the bytes
 * end, and the files would show old bytes to whoever reads them, so it is not done.
 */
@NullMarked
package org.threadedstreams.bus.journal;

import org.jspecify.annotations.NullMarked;
