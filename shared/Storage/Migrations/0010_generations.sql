-- Lowest program: 0.3.0
-- Moves with every change of the piece's sets, so that a writer knows whether what it remembers of them is still all there is.
-- A program that does not move it would be overlooked.
alter table piece_counter add column generation integer not null default 0;
