from peerdrop.core.transfers.flow.job_stream import JobStream, indexes_of, ranges_of
from peerdrop.wire.limits import JOB_FILES_MAX
from peerdrop.wire.transfers import EntryKind, FileEntry, IndexRange


def stream(*sizes: int | None, skip: tuple[int, ...] = ()) -> JobStream:
    """None is a folder."""
    return JobStream(
        [
            FileEntry(
                index=index,
                path=f"e{index}",
                size_bytes=size or 0,
                kind=EntryKind.FOLDER if size is None else EntryKind.FILE,
            )
            for index, size in enumerate(sizes)
        ],
        skip,
    )


def test_a_position_counts_what_is_left_out_too() -> None:
    job = stream(10, None, 20, 5, skip=(2,))
    assert job.size_bytes == 35
    assert [job.position(index) for index in range(5)] == [0, 10, 10, 30, 35]
    assert job.position(3, 4) == 34


def test_folders_and_skipped_files_are_not_sent() -> None:
    job = stream(None, 10, None, 20, 5, skip=(3,))
    assert [job.next_file(index) for index in range(6)] == [1, 1, 4, 4, 4, 5]


def test_indexes_make_ranges_and_ranges_indexes() -> None:
    ranges = ranges_of([7, 1, 2, 3, 9])
    assert ranges == (IndexRange(first=1, last=3), IndexRange(first=7, last=7), IndexRange(first=9, last=9))
    assert indexes_of(ranges, 9) == {1, 2, 3, 7}


def test_ranges_that_overlap_thousands_of_times_cost_nothing() -> None:
    ranges = [IndexRange(first=0, last=JOB_FILES_MAX)] * 4096
    assert len(indexes_of(ranges, 100_000)) == 100_000


def test_what_is_left_out_is_not_fetched() -> None:
    job = stream(10, None, 20, 5, skip=(2,))
    assert job.fetch_bytes == 15
    assert [job.fetched_bytes(position) for position in (0, 4, 10, 25, 30, 33, 35)] == [0, 4, 10, 10, 10, 13, 15]
    whole = stream(10, 20)
    assert (whole.fetch_bytes, whole.fetched_bytes(30), whole.fetched_bytes(12)) == (30, 30, 12)
    assert stream(10, skip=(0,)).fetched_bytes(10) == 0
    assert stream().fetched_bytes(0) == 0


def test_all_but_a_few_can_be_left_out() -> None:
    job = stream(10, 20, 5, skip=(2,)).only({1})
    assert job.skip == {0, 2}
    assert job.fetch_bytes == 20
